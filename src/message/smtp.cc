// SMTP (RFC 5321): the server greets with 220, the client with EHLO or HELO.
#include <array>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "base/text.h"
#include "message/line_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{25, 587};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_client) return either(begins(head, "EHLO "), begins(head, "HELO "));
  const Fit greeting = either(begins(head, "220 "), begins(head, "220-"));
  if (greeting != Fit::yes) return greeting;
  const bool usual = server_port == 25 || server_port == 587;
  return usual || holds(head, "SMTP")             ? Fit::yes
         : head.size() < 64 && !holds(head, "\n") ? Fit::unsure
                                                  : Fit::no;
}

// Commands may be sent ahead of their answers (RFC 2920), so each waits for its own. Mails themselves are
// passed over.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("smtp", ends, sink) {}

 private:
  enum class Step : uint8_t {
    greeting,
    other,
    auth,
    account,
    password,
    mail,
    recipient,
    data,
    body,
    starttls
  };
  struct Asked {
    Step step;
    std::string text;
  };

  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    if (side == flow::from_server) return answer(text, stamp);
    if (in_body_) return body(text);
    if (login_ != Step::other) return credentials(text);
    request(text, stamp);
  }
  void lost(flow::Side) override { stop(); }

  void ask(Step step, std::string_view text = {}) {
    if (asked_.size() >= 64) return stop();
    asked_.push_back({step, std::string(text.substr(0, 256))});
  }

  void request(std::string_view text, const flow::Stamp& stamp) {
    std::string_view rest = text;
    const std::string verb = lower(take_word(rest));
    if (verb == "mail") return ask(Step::mail, address(rest));
    if (verb == "rcpt") return ask(Step::recipient, address(rest));
    if (verb == "data") return ask(Step::data);
    if (verb == "starttls") return ask(Step::starttls);
    if (verb == "bdat" || verb.starts_with("\x16\x03")) return stop();
    if (verb != "auth") return ask(Step::other);
    const std::string_view method = take_word(rest);
    account_ = iequals(method, "PLAIN")   ? plain_account(rest)
               : iequals(method, "LOGIN") ? base64_decode(rest)
                                          : "";
    tell(NoteKind::login, account_, 0, stamp);
    ask(Step::auth);
    if (rest.empty())
      login_ = iequals(method, "LOGIN") ? Step::account : Step::auth;
    else if (iequals(method, "LOGIN"))
      login_ = Step::password;
  }

  // "FROM:<a@b> SIZE=1"
  static std::string_view address(std::string_view rest) {
    rest.remove_prefix(std::min(rest.find(':') + 1, rest.size()));
    return unwrapped(rest);
  }

  // Lines between AUTH and its end: an account's name, or all of it, or what is never looked at.
  void credentials(std::string_view text) {
    if (login_ == Step::account) account_ = base64_decode(text);
    if (login_ == Step::auth && account_.empty()) account_ = plain_account(text);
    login_ = login_ == Step::account ? Step::password : Step::other;
  }

  void body(std::string_view text) {
    if (text != ".") return;
    in_body_ = false;
    ask(Step::body);
  }

  void answer(std::string_view text, const flow::Stamp& stamp) {
    const uint32_t code = status_of(text);
    if (!greeted_) software(flow::from_server, text.substr(std::min<size_t>(4, text.size())), stamp);
    const bool first = !std::exchange(greeted_, true);
    if (!is_last(text) || first || asked_.empty()) return;
    const Asked asked = std::move(asked_.front());
    if (asked.step == Step::auth && code == 334) return;
    asked_.pop_front();
    settle(asked, code, stamp);
  }

  void settle(const Asked& asked, uint32_t code, const flow::Stamp& stamp) {
    if (asked.step == Step::auth) {
      login_ = Step::other;
      tell(code == 235 ? NoteKind::login_accepted : NoteKind::login_refused, account_, code, stamp);
    }
    if (asked.step == Step::starttls && code == 220) stop();
    if (asked.step == Step::mail) sender_ = asked.text;
    if (asked.step == Step::mail && code >= 400) tell(NoteKind::mail, sender_, code, stamp);
    if (asked.step == Step::recipient) tell(NoteKind::recipient, asked.text, code, stamp);
    if (asked.step == Step::data) in_body_ = code == 354;
    if (asked.step == Step::body) tell(NoteKind::mail, sender_, code, stamp);
  }

  std::deque<Asked> asked_;
  std::string sender_, account_;
  Step login_ = Step::other;
  bool greeted_ = false, in_body_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol smtp;
const Protocol smtp{.id = "smtp", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
