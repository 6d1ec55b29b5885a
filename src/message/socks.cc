// SOCKS 4 and 5 (RFC 1928 section 3): a proxy that connects elsewhere on demand.
#include <array>
#include <memory>
#include <string>

#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1080};

// Version 5: number of methods, then as many methods, all known; nothing follows before the answer.
bool opens_5(Bytes head) {
  if (head[0] != 5 || head[1] == 0 || head[1] > 10 || head.size() != head[1] + 2u) return false;
  for (size_t i = 2; i < head.size(); ++i)
    if (head[i] > 9 && head[i] < 0x80) return false;
  return true;
}
// Version 4: CONNECT or BIND, port, address, account, zero.
bool opens_4(Bytes head) {
  const bool known = head[0] == 4 && (head[1] == 1 || head[1] == 2) && head.be16(2) != 0 && head.be32(4) != 0;
  return known && head.size() >= 9 && head[head.size() - 1] == 0 &&
         (head.size() == 9 || is_text(head.sub(8, head.size() - 9)));
}

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_server || (head[0] != 5 && head[0] != 4)) return Fit::no;
  if (head.size() < 3 || (head[0] == 4 && head.size() < 9)) return Fit::unsure;
  if (head[0] == 5 && head.size() == 3 && server_port != 1080)
    return yes_if(head[1] == 1 && (head[2] == 0 || head[2] == 2));
  return yes_if(opens_5(head) || opens_4(head));
}

// Where the client wants to be connected to, and whether a name and password were taken (RFC 1928, RFC 1929).
// Its messages have no common length, so each is read as it comes; the data that follow are not read.
class Reader final : public flow::StreamReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : ends_(ends), sink_(sink) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    if (side == flow::from_server) return answer(bytes, stamp);
    if (bytes[0] == 4) return asks(bytes.sub(4, 4), bytes.be16(2), stamp);
    if (bytes[0] == 1 && bytes.has(2, bytes[1])) {
      account_ = bytes.sub(2, bytes[1]).text();
      return note(NoteKind::login, account_, 0, stamp);
    }
    if (bytes[0] != 5 || bytes[2] != 0 || bytes.size() < 10) return;
    const size_t size = bytes[3] == 1 ? 4 : bytes[3] == 4 ? 16 : bytes[4] + 1U;
    if (bytes[3] == 3)
      relay(bytes.sub(5, bytes[4]).text(), bytes.be16(4 + size), stamp);
    else
      asks(bytes.sub(4, size), bytes.be16(4 + size), stamp);
  }
  void gap(flow::Side, uint64_t, const flow::Stamp&) override { over_ = true; }
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return !over_; }

 private:
  void asks(Bytes address, uint16_t port, const flow::Stamp& stamp) {
    relay((address.size() == 16 ? Address::ip6(address) : Address::ip4(address.be32(0))).text(), port, stamp);
  }
  void relay(std::string_view host, uint16_t port, const flow::Stamp& stamp) {
    note(NoteKind::relay, std::string(host) + ':' + std::to_string(port), 0, stamp);
    over_ = true;
  }
  void answer(Bytes bytes, const flow::Stamp& stamp) {
    if (account_.empty() || bytes[0] != 1) return;
    note(bytes[1] == 0 ? NoteKind::login_accepted : NoteKind::login_refused, account_, bytes[1], stamp);
  }
  void note(NoteKind kind, std::string_view text, uint32_t number, const flow::Stamp& stamp) {
    Note n = note_of(kind, "socks", ends_, stamp);
    n.text = text;
    n.number = number;
    sink_.note(n);
  }
  flow::Endpoints ends_;
  MessageSink& sink_;
  std::string account_;
  bool over_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol socks;
const Protocol socks{.id = "socks", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
