// MQTT (OASIS 3.1.1 section 3.1, 5.0): CONNECT carries the protocol's name.
#include <array>
#include <memory>
#include <string>

#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1883};

// After the type byte: a length of one to four bytes, seven bits each, then the name with its own length.
Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server)
    return yes_if(server_port == 1883 && head[0] == 0x20 && head[1] >= 2 && head[2] <= 1 && head.size() >= 4);
  if (head[0] != 0x10) return Fit::no;
  size_t at = 1;
  while (at < 4 && (head[at] & 0x80) != 0) ++at;
  if (head.size() < at + 9) return Fit::unsure;
  const Bytes name = head.sub(at + 1);
  return yes_if(name.text().substr(1).starts_with("\x04MQTT") ||
                name.text().substr(1).starts_with("\x06MQIsdp"));
}

// Who connects and whether the broker lets it in; nothing after that.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("mqtt", ends, sink, 512) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override {
    uint64_t size = 0;
    for (size_t i = 1; i <= 4; ++i) {
      if (i >= head.size()) return 0;
      size |= uint64_t{head[i] & 0x7fU} << (7 * (i - 1));
      if ((head[i] & 0x80) == 0) return size + i + 1;
    }
    return kNonsense;
  }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    size_t at = 1;
    while ((head[at] & 0x80) != 0 && at < 5) ++at;
    Bytes b = head.sub(at + 1);
    if (side == flow::from_server) {
      if (head[0] != 0x20) return;
      tell(b[1] == 0 ? NoteKind::login_accepted : NoteKind::login_refused, account_, b[1], stamp);
      return stop();
    }
    if (head[0] != 0x10) return;
    b = b.sub(2U + b.be16(0));  // the protocol's name
    const uint8_t version = b[0], flags = b[1];
    if (version >= 5) return tell(NoteKind::login, "", 0, stamp);  // properties first; seldom met
    b = b.sub(4);
    account_ = b.sub(2, b.be16(0)).text();
    b = b.sub(2U + b.be16(0));
    if ((flags & 4) != 0) b = b.sub(2U + b.be16(0)), b = b.sub(2U + b.be16(0));  // the will: topic and words
    if ((flags & 0x80) != 0) account_ = b.sub(2, b.be16(0)).text();
    tell(NoteKind::login, account_, 0, stamp);
  }
  std::string account_;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol mqtt;
const Protocol mqtt{.id = "mqtt", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
