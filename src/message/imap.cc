// IMAP (RFC 9051 section 7.1): the server greets with "* OK", "* PREAUTH" or "* BYE".
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "base/text.h"
#include "message/line_reader.h"
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

// Until somebody is let in; what follows is mail. Commands and answers carry a tag.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("imap", ends, sink) {}

 private:
  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    if (side == flow::from_server) return answer(text, stamp);
    if (std::exchange(literal_, false)) return name(text, stamp);
    std::string_view rest = text;
    const std::string_view tag = take_word(rest);
    const std::string verb = lower(take_word(rest));
    if (verb == "starttls") return stop();
    if (verb != "login" && verb != "authenticate") return;
    tag_ = tag.substr(0, 32);
    if (verb == "login" && rest.ends_with('}')) {  // the name comes on the next line (RFC 9051 section 4.3)
      literal_ = true;
      return;
    }
    const bool plain = verb == "authenticate" && iequals(take_word(rest), "PLAIN");
    if (verb == "login") return name(rest.starts_with('"') ? unwrapped(rest) : take_word(rest), stamp);
    name(plain ? plain_account(rest) : "", stamp);
  }
  void name(std::string_view account, const flow::Stamp& stamp) {
    account_ = account.substr(0, 256);
    tell(NoteKind::login, account_, 0, stamp);
  }
  void answer(std::string_view text, const flow::Stamp& stamp) {
    if (!std::exchange(greeted_, true))
      return software(flow::from_server, text.substr(std::min<size_t>(5, text.size())), stamp);
    std::string_view rest = text;
    if (tag_.empty() || take_word(rest) != tag_) return;
    const bool in = rest.starts_with("OK");
    tell(in ? NoteKind::login_accepted : NoteKind::login_refused, account_, 0, stamp);
    tag_.clear();
    if (in) stop();
  }
  std::string tag_, account_;
  bool greeted_ = false, literal_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol imap;
const Protocol imap{.id = "imap", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
