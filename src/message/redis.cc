// Redis (RESP): a request is an array of strings; short words also plain.
#include <array>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "message/fields.h"
#include "message/line_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{6379};

Fit probe_server(Bytes head, uint16_t server_port) {
  const Fit error = either(begins(head, "-NOAUTH "), begins(head, "-DENIED Redis"));
  return server_port == 6379 ? either(error, either(begins(head, "+PONG\r\n"), begins(head, "-ERR ")))
                             : error;
}

// "*2\r\n$4\r\n..."
Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server) return probe_server(head, server_port);
  if (server_port == 6379 && (head[0] | 32) >= 'a' && (head[0] | 32) <= 'z')
    return either(begins(head, "PING\r\n"), begins(head, "INFO\r\n"));
  if (head[0] != '*') return Fit::no;
  size_t at = 1;
  while (at < 5 && head[at] >= '0' && head[at] <= '9') ++at;
  if (at == 1 && head.size() > 1) return Fit::no;
  return begins(head.sub(at), "\r\n$");
}

// Commands that change the server or log in; an open Redis is taken over with CONFIG SET, SLAVEOF, MODULE
// LOAD, EVAL.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("redis", ends, sink) {}

 private:
  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    if (side == flow::from_server) return answer(text, stamp);
    if (text.starts_with('*')) {
      wanted_ = 0;
      std::from_chars(text.data() + 1, text.data() + text.size(), wanted_);
      words_.clear();
    } else if (!text.starts_with('$') && words_.size() < std::min<size_t>(wanted_, 8)) {
      words_.emplace_back(text.substr(0, 256));
      if (words_.size() == std::min<size_t>(wanted_, 8)) complete(stamp);
    }
  }
  void lost(flow::Side) override { wanted_ = 0; }

  void complete(const flow::Stamp& stamp) {
    const std::string verb = lower(words_.front());
    tried_ = verb == "auth";
    if (tried_) return tell(NoteKind::login, words_.size() > 2 ? words_[1] : "", 0, stamp);
    static constexpr std::string_view kChanges =
        " config slaveof replicaof module eval flushall flushdb save bgsave script debug migrate ";
    if (kChanges.find(' ' + verb + ' ') == std::string_view::npos) return;
    std::string whole;
    for (const std::string& w : words_) whole += (whole.empty() ? "" : " ") + w;
    Message m = command(whole, stamp);
    m.method = words_.front();
    for (size_t i = 1; i < words_.size(); ++i) add_field(m, Place::line, "", words_[i]);
    sink().add(std::move(m));
  }
  void answer(std::string_view text, const flow::Stamp& stamp) {
    if (!std::exchange(tried_, false)) return;
    tell(text.starts_with('+') ? NoteKind::login_accepted : NoteKind::login_refused, "", 0, stamp);
  }
  std::vector<std::string> words_;
  size_t wanted_ = 0;
  bool tried_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol redis;
const Protocol redis{.id = "redis", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
