// IMAP (RFC 9051 section 7.1): the server greets with "* OK", "* PREAUTH" or "* BYE".
#include <algorithm>
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{143};

bool is_tag_char(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server)
    return either(begins(head, "* OK"), either(begins(head, "* PREAUTH"), begins(head, "* BYE")));
  const std::string_view tag = head.text().substr(0, head.text().find(' '));
  if (tag.empty() || tag.size() > 10 || !std::ranges::all_of(tag, is_tag_char)) return Fit::no;
  const Bytes command = head.sub(tag.size() + 1);
  return command.empty() ? Fit::unsure
                         : either(begins(command, "CAPABILITY\r\n"), begins(command, "STARTTLS\r\n"));
}

}  // namespace

extern const Protocol imap;
const Protocol imap{.id = "imap", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
