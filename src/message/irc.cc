// IRC (RFC 1459, RFC 2812): its PRIVMSG, NOTICE and TOPIC lines, by which bots are ordered about.
#include <array>

#include "base/text.h"
#include "message/fields.h"
#include "message/lines.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 6> kPorts{6667, 6666, 6668, 6669, 7000, 6660};

Fit probe_client(Bytes head, bool usual) {
  Fit best = either(begins(head, "NICK "), begins(head, "CAP LS"));
  if (usual) best = either(best, either(begins(head, "USER "), begins(head, "PASS ")));
  // USER with four parameters, the last after a colon, is no other protocol's (RFC 2812 section 3.1.3).
  if (!head.starts_with("USER ")) return best;
  if (holds(head, " :")) return Fit::yes;
  return holds(head, "\n") ? best : either(best, Fit::unsure);
}

// ":server NOTICE ..." or ":server 001 ...", NOTICE AUTH, PING.
Fit probe_server(Bytes head, bool usual) {
  if (head[0] != ':') {
    const Fit notice = either(begins(head, "NOTICE AUTH :"), begins(head, "NOTICE * :"));
    return usual ? either(notice, either(begins(head, "PING :"), begins(head, "ERROR :"))) : notice;
  }
  const size_t blank = head.text().find(' ');
  if (blank == std::string_view::npos) return holds(head, "\n") ? Fit::no : Fit::unsure;
  const Bytes command = head.sub(blank + 1);
  Fit best = Fit::no;
  for (const std::string_view word : {"NOTICE ", "PRIVMSG ", "001 ", "020 ", "CAP ", "JOIN ", "433 "}) {
    best = either(best, begins(command, word));
  }
  return best;
}

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  const bool usual = server_port >= 6660 && server_port <= 7000;
  return side == flow::from_client ? probe_client(head, usual) : probe_server(head, usual);
}

// One word off the front.
std::string_view word(std::string_view& rest) {
  const size_t end = rest.find(' ');
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return out;
}

class Reader final : public flow::StreamReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : ends_(ends), sink_(sink) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    lines_[side].feed(bytes, [&](std::string_view text) { line(text, stamp); });
  }
  void gap(flow::Side side, uint64_t, const flow::Stamp&) override { lines_[side].drop(); }
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return true; }

 private:
  // [@tags] [:sender] COMMAND target :text (RFC 2812 section 2.3.1)
  void line(std::string_view text, const flow::Stamp& stamp) {
    std::string_view rest = text;
    if (rest.starts_with('@')) word(rest);
    const std::string_view sender = rest.starts_with(':') ? word(rest).substr(1) : std::string_view();
    const std::string_view command = word(rest);
    if (!iequals(command, "PRIVMSG") && !iequals(command, "NOTICE") && !iequals(command, "TOPIC")) return;
    const std::string_view target = word(rest);
    if (rest.starts_with(':')) rest.remove_prefix(1);
    Message m;
    m.kind = Kind::text_line;
    m.start = m.end = stamp.time;
    m.first = m.last = stamp.ref;
    m.client = ends_.client;
    m.server = ends_.server;
    m.client_port = ends_.client_port;
    m.server_port = ends_.server_port;
    m.line = text.substr(0, kMaxLine);
    m.cut += text.size() > kMaxLine;
    m.method = command;
    m.host = sender.substr(0, 256);
    m.path = target.substr(0, 256);
    add_field(m, Place::line, "text", rest);
    sink_.add(std::move(m));
  }

  flow::Endpoints ends_;
  MessageSink& sink_;
  Lines lines_[2];
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol irc;
const Protocol irc{.id = "irc", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
