// IMAP (RFC 9051 section 7.1): the server greets with "* OK", "* PREAUTH" or "* BYE".
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{143};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return either(begins(head, "* OK"), either(begins(head, "* PREAUTH"), begins(head, "* BYE")));
  const size_t blank = head.text().find(' ');
  if (blank == std::string_view::npos || blank == 0 || blank > 10) return Fit::no;
  const Bytes command = head.sub(blank + 1);
  return yes_if(command.starts_with("CAPABILITY\r\n") || command.starts_with("STARTTLS\r\n"));
}

}  // namespace

extern const Protocol imap;
const Protocol imap{.id = "imap", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
