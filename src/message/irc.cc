// IRC (RFC 1459, RFC 2812): its PRIVMSG, NOTICE, TOPIC and JOIN lines, by which bots are ordered about.
#include <array>

#include "base/text.h"
#include "message/fields.h"
#include "message/line_reader.h"
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

// What is said, and what bots read when they come in: a channel's topic (332, RFC 2812 section 5.1). Names
// are notes.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("irc", ends, sink) {}

 private:
  // [@tags] [:sender] COMMAND target :text (RFC 2812 section 2.3.1)
  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    std::string_view rest = text;
    if (rest.starts_with('@')) take_word(rest);
    const std::string_view sender = rest.starts_with(':') ? take_word(rest).substr(1) : std::string_view();
    const std::string_view verb = take_word(rest);
    if (iequals(verb, "NICK") && side == flow::from_client) return tell(NoteKind::login, rest, 0, stamp);
    if (verb == "433" || verb == "464" || verb == "465")
      return tell(NoteKind::login_refused, "", status_of(verb), stamp);
    if (verb == "001") return tell(NoteKind::login_accepted, "", 1, stamp);
    if (verb == "332")
      take_word(rest);
    else if (!iequals(verb, "PRIVMSG") && !iequals(verb, "NOTICE") && !iequals(verb, "TOPIC") &&
             !iequals(verb, "JOIN"))
      return;
    const std::string_view target = take_word(rest);
    if (rest.starts_with(':')) rest.remove_prefix(1);
    Message m = command(text, stamp);
    m.downward = side == flow::from_server;
    m.method = verb == "332" ? "TOPIC" : verb;
    m.host = sender.substr(0, 256);
    m.path = target.substr(0, 256);
    add_field(m, Place::line, "text", rest);
    sink().add(std::move(m));
  }
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol irc;
const Protocol irc{.id = "irc", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
