// SSH (RFC 4253 section 4.2): both sides begin with "SSH-version-".
#include <array>
#include <memory>
#include <utility>

#include "message/line_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{22, 2222};

Fit probe(flow::Side, Bytes head, uint16_t) {
  return either(begins(head, "SSH-2.0-"), begins(head, "SSH-1."));
}

// Both ends name their program; the rest is encrypted.
class Reader final : public LineReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : LineReader("ssh", ends, sink) {}

 private:
  void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) override {
    if (!text.starts_with("SSH-")) return;
    software(side, text, stamp);
    if (std::exchange(seen_[side], true) || seen_[1 - side]) stop();
  }
  bool seen_[2] = {};
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol ssh;
const Protocol ssh{.id = "ssh", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
