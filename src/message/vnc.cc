// VNC (RFB, RFC 6143 section 7.1.1): both ends send their version.
#include <array>
#include <memory>

#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{5900, 5901};

Fit probe(flow::Side, Bytes head, uint16_t) { return begins(head, "RFB 00"); }

// Versions, then whether a password was taken (RFC 6143 section 7.1): the security result follows the
// challenge.
class Reader final : public flow::StreamReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : ends_(ends), sink_(sink) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    if (bytes.starts_with("RFB ")) return note(NoteKind::software, bytes.sub(0, 11).text(), side, stamp);
    if (side == flow::from_client && bytes.size() == 16) {
      tried_ = true;
      return note(NoteKind::login, "", 0, stamp);
    }
    if (side == flow::from_client && bytes.size() == 1 && bytes[0] != 2)
      over_ = true;  // another way than a password
    if (side == flow::from_server && tried_ && bytes.size() >= 4) {
      note(bytes.be32(0) == 0 ? NoteKind::login_accepted : NoteKind::login_refused, "", bytes.be32(0), stamp);
      over_ = true;
    }
  }
  void gap(flow::Side, uint64_t, const flow::Stamp&) override { over_ = true; }
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return !over_; }

 private:
  void note(NoteKind kind, std::string_view text, uint32_t number, const flow::Stamp& stamp) {
    Note n = note_of(kind, "vnc", ends_, stamp);
    n.text = text;
    n.number = number;
    sink_.note(n);
  }
  flow::Endpoints ends_;
  MessageSink& sink_;
  bool tried_ = false, over_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol vnc;
const Protocol vnc{.id = "vnc", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
