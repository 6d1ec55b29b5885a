// Stratum (mining of cryptocurrency): JSON lines that subscribe, authorize or log in.
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "message/line_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 3> kPorts{3333, 4444, 14444};

constexpr std::array<std::string_view, 5> kMethods{"mining.subscribe", "mining.authorize", "mining.notify",
                                                   "eth_submitLogin", "mining.set_difficulty"};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head[0] != '{') return Fit::no;
  for (const std::string_view method : kMethods)
    if (holds(head, method)) return Fit::yes;
  const bool login = holds(head, "\"method\":\"login\"") || holds(head, "\"method\": \"login\"");
  if (login && side == flow::from_client) return Fit::yes;
  return head.size() < 64 && !holds(head, "\n") ? Fit::unsure : Fit::no;
}

// For whose wallet it is calculated.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("mining", ends, sink) {}

 private:
  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    if (side == flow::from_server) return;
    std::string_view account = after(text, "\"login\":");
    if (account.empty() && (holds(Bytes(text), "mining.authorize") || holds(Bytes(text), "eth_submitLogin")))
      account = after(text, "\"params\":");
    if (!account.empty()) tell(NoteKind::mining, account, 0, stamp);
    if (const std::string_view agent = after(text, "\"agent\":"); !agent.empty())
      software(side, agent, stamp);
  }
  // The first string behind a key: "key": "value" or "key": ["value".
  static std::string_view after(std::string_view text, std::string_view key) {
    size_t at = text.find(key);
    if (at == std::string_view::npos) return {};
    at += key.size();
    while (at < text.size() && (text[at] == ' ' || text[at] == '[')) ++at;
    if (at >= text.size() || text[at] != '"') return {};
    return text.substr(at + 1, text.find('"', at + 1) - at - 1);
  }
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol mining;
const Protocol mining{.id = "mining", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
