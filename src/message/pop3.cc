// POP3 (RFC 1939): the server greets with "+OK".
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "base/text.h"
#include "message/line_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{110};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server) return begins(head, "+OK");
  if (server_port != 110) return Fit::no;
  return either(begins(head, "CAPA\r\n"), either(begins(head, "USER "), begins(head, "STLS\r\n")));
}

// Until somebody is let in; what follows is mail.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("pop3", ends, sink) {}

 private:
  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    if (side == flow::from_server) return answer(text, stamp);
    std::string_view rest = text;
    const std::string verb = lower(take_word(rest));
    pending_ = verb == "pass" || verb == "apop" || verb == "auth";
    if (verb == "user") account_ = rest.substr(0, 256);
    if (verb == "apop") account_ = take_word(rest).substr(0, 256);
    if (verb == "auth" && iequals(take_word(rest), "PLAIN")) account_ = plain_account(rest).substr(0, 256);
    if (pending_) tell(NoteKind::login, account_, 0, stamp);
    if (verb == "stls") stop();
  }
  void answer(std::string_view text, const flow::Stamp& stamp) {
    if (!std::exchange(greeted_, true))
      return software(flow::from_server, text.substr(std::min<size_t>(4, text.size())), stamp);
    if (!pending_ || text.starts_with("+ ")) return;
    pending_ = false;
    const bool in = text.starts_with("+OK");
    tell(in ? NoteKind::login_accepted : NoteKind::login_refused, account_, 0, stamp);
    if (in) stop();
  }
  std::string account_;
  bool greeted_ = false, pending_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol pop3;
const Protocol pop3{.id = "pop3", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
