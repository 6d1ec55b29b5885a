// SSDP (UPnP Device Architecture 1.1 section 1): HTTP lines in datagrams.
#include <array>

#include "base/text.h"
#include "message/amplifier.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1900};

Fit probe(const packet::Packet& p) {
  const Bytes b = p.payload;
  if (b.starts_with("M-SEARCH * HTTP/1.") || b.starts_with("NOTIFY * HTTP/1.")) return Fit::yes;
  return yes_if(b.starts_with("HTTP/1.") && (on_port(p, 1900) || holds(b, "\nST:") || holds(b, "\nUSN:")));
}

// The value of a header line.
std::string_view header(std::string_view text, std::string_view name) {
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    const std::string_view line = text.substr(at + 1, text.find('\r', at + 1) - at - 1);
    if (line.size() > name.size() && line[name.size()] == ':' && iequals(line.substr(0, name.size()), name))
      return trim(line.substr(name.size() + 1));
  }
  return {};
}

// Announcements and answers say what a device is. A search that is not sent to the group has another purpose.
void read(const packet::Packet& p, MessageSink& sink) {
  const std::string_view text = p.payload.sub(0, 2048).text();
  if (text.starts_with("M-SEARCH")) {
    if (!is_group(p.dst)) note_amplifier(p, "ssdp", header(text, "ST"), sink);
    return;
  }
  Note n = note_of(NoteKind::service, "ssdp", p, false);
  n.text = header(text, "SERVER");
  if (!n.text.empty()) sink.note(n);
}

}  // namespace

extern const Protocol ssdp;
const Protocol ssdp{.id = "ssdp", .probe_datagram = probe, .read_datagram = read, .ports = kPorts};

}  // namespace culprit::message
