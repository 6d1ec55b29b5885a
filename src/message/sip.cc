// SIP (RFC 3261 section 7): request "METHOD sip:..." or status line "SIP/2.0 ...", over UDP or TCP.
#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5060};

constexpr std::array<std::string_view, 14> kMethods{"INVITE", "REGISTER",  "OPTIONS", "ACK",     "BYE",
                                                    "CANCEL", "SUBSCRIBE", "NOTIFY",  "MESSAGE", "INFO",
                                                    "UPDATE", "PRACK",     "REFER",   "PUBLISH"};

Fit probe_text(Bytes head) {
  Fit best = begins(head, "SIP/2.0 ");
  for (const std::string_view method : kMethods) {
    if (!head.starts_with(method) || head[method.size()] != ' ') continue;
    const Bytes target = head.sub(method.size() + 1);
    best =
        either(best, either(begins(target, "sip:"), either(begins(target, "sips:"), begins(target, "tel:"))));
  }
  return best;
}
Fit probe_stream(flow::Side, Bytes head, uint16_t) { return probe_text(head); }
Fit probe_datagram(const packet::Packet& p) { return yes_if(probe_text(p.payload) == Fit::yes); }

// Header fields by their long or short name (RFC 3261 section 7.3.3).
std::string_view header(std::string_view text, std::string_view name, std::string_view brief = {}) {
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    const std::string_view line = text.substr(at + 1, text.find('\r', at + 1) - at - 1);
    const std::string_view key = trim(line.substr(0, line.find(':')));
    if (line.empty()) return {};
    if (iequals(key, name) || (!brief.empty() && iequals(key, brief)))
      return trim(line.substr(std::min(key.size() + 1, line.size())));
  }
  return {};
}

// "<sip:100@pbx.example>;tag=1" -> "100@pbx.example"
std::string_view account(std::string_view value) {
  const size_t at = value.find("sip:");
  if (at == std::string_view::npos) return {};
  return value.substr(at + 4, value.find_first_of(">; ", at + 4) - at - 4);
}

// Registrations with a proof are logins; 401 and 407 to those that have none only ask for one. Whom an answer
// is about, its To field says.
template <class Tell>
void read_text(std::string_view text, Tell tell) {
  const bool answer = text.starts_with("SIP/2.0 ");
  const std::string_view sequence = header(text, "CSeq");
  const std::string_view agent = header(text, answer ? "Server" : "User-Agent");
  if (!agent.empty()) tell(NoteKind::software, agent, answer ? flow::from_server : flow::from_client);
  if (!sequence.ends_with("REGISTER")) return;
  const std::string_view who = account(header(text, "To", "t"));
  if (!answer) {
    if (!header(text, "Authorization").empty()) tell(NoteKind::login, who, 0);
    return;
  }
  uint32_t code = 0;
  for (size_t i = 8; i < 11 && i < text.size(); ++i)
    code = code * 10 + (static_cast<unsigned char>(text[i]) - '0');
  if (code == 200) tell(NoteKind::login_accepted, who, code);
  if (code == 403 || code == 404) tell(NoteKind::login_refused, who, code);
}

void read(const packet::Packet& p, MessageSink& sink) {
  const std::string_view text = p.payload.sub(0, 4096).text();
  const bool answer = text.starts_with("SIP/2.0 ");
  read_text(text, [&](NoteKind kind, std::string_view what, uint32_t number) {
    Note n = note_of(kind, "sip", p, answer);
    n.text = what;
    n.number = number;
    sink.note(n);
  });
}

}  // namespace

extern const Protocol sip;
const Protocol sip{.id = "sip",
                   .probe_stream = probe_stream,
                   .probe_datagram = probe_datagram,
                   .read_datagram = read,
                   .ports = kPorts};

}  // namespace culprit::message
