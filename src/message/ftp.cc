// FTP control connection (RFC 959): greeting 220, first command USER or AUTH.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "message/fields.h"
#include "message/line_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{21};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  const bool usual = server_port == 21;
  if (side == flow::from_client)
    return usual ? either(begins(head, "USER "), begins(head, "AUTH ")) : Fit::no;
  const Fit greeting = either(begins(head, "220 "), begins(head, "220-"));
  if (greeting != Fit::yes) return greeting;
  return usual || holds(head, "FTP")              ? Fit::yes
         : head.size() < 64 && !holds(head, "\n") ? Fit::unsure
                                                  : Fit::no;
}

// Commands that change files are messages, answered by their status; logins and what is fetched are notes.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("ftp", ends, sink) {}

 private:
  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    if (side == flow::from_server) return answer(text, stamp);
    std::string_view rest = text;
    verb_ = lower(take_word(rest).substr(0, 8));
    mark_ = 0;
    if (verb_ == "user") account_ = rest.substr(0, 256);
    if (verb_ == "pass") tell(NoteKind::login, account_, 0, stamp);
    if (verb_ == "retr") tell(NoteKind::file, rest, 0, stamp);
    static constexpr std::string_view kChanges = " stor stou appe dele rnfr rnto mkd rmd xmkd site ";
    if (names_another(rest)) return name_another(text, rest, stamp);
    if (verb_.size() < 3 || kChanges.find(' ' + verb_ + ' ') == std::string_view::npos) return;
    Message m = command(text, stamp);
    m.method = take_word(text);
    m.path = rest.substr(0, kMaxValue);
    m.host = account_;
    mark_ = sink().add(std::move(m));
  }

  /// Whoever wants files sent to himself names his own address.
  bool names_another(std::string_view rest) const {
    if (verb_ != "port" && verb_ != "eprt") return false;
    std::string own = ends().client.text();
    if (verb_ == "port") std::ranges::replace(own, '.', ',');
    return rest.find(own) == std::string_view::npos;
  }
  void name_another(std::string_view text, std::string_view rest, const flow::Stamp& stamp) {
    Message m = command(text, stamp);
    m.method = verb_;
    m.host = account_;
    add_field(m, Place::line, "address", rest);
    sink().add(std::move(m));
  }

  void answer(std::string_view text, const flow::Stamp& stamp) {
    const uint32_t code = status_of(text);
    if (!std::exchange(greeted_, true))
      software(flow::from_server, text.substr(std::min<size_t>(4, text.size())), stamp);
    if (!is_last(text)) return;
    if (verb_ == "pass" && code >= 200)
      tell(code < 300 ? NoteKind::login_accepted : NoteKind::login_refused, account_, code, stamp);
    if (verb_ == "auth" && code == 234) return stop();
    if (code < 200) return;  // "150 Opening": the end is still to come
    if (Message* m = mark_ == 0 ? nullptr : sink().find(mark_)) {
      m->status = static_cast<uint16_t>(code);
      m->answer_start = m->answer_end = stamp.time;
      m->answer_first = stamp.ref;
    }
    mark_ = 0;
    verb_.clear();
  }

  std::string verb_, account_;
  uint64_t mark_ = 0;
  bool greeted_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol ftp;
const Protocol ftp{.id = "ftp", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
