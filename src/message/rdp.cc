// RDP: TPKT (RFC 1006) with an X.224 connection request or confirm (MS-RDPBCGR section 2.2.1).
#include <array>
#include <memory>
#include <string_view>

#include "message/record_reader.h"
#include "message/tpkt.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3389};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head[0] != 3 || (head.size() > 1 && head[1] != 0)) return Fit::no;
  if (head.size() < 7 || (head.size() < 12 && head.be16(2) > head.size())) return Fit::unsure;
  const bool lengths = head.be16(2) >= 11 && head.be16(2) == head[4] + 5;
  return yes_if(lengths && !is_cotp_opening(head) && head[5] == (side == flow::from_client ? 0xe0 : 0xd0) &&
                head[6] == 0);
}

// The first packet may name the account in a cookie (MS-RDPBCGR section 2.2.1.1); then encryption begins.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("rdp", ends, sink, 512) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override {
    if (head.size() < 4) return 0;
    return head[0] == 3 && head.be16(2) >= 7 ? head.be16(2) : kNonsense;
  }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    static constexpr std::string_view kCookie = "Cookie: mstshash=";
    stop();
    if (side == flow::from_server) return;
    const size_t at = head.text().find(kCookie);
    const std::string_view rest = at == std::string_view::npos ? "" : head.text().substr(at + kCookie.size());
    tell(NoteKind::login, rest.substr(0, rest.find('\r')), 0, stamp);
  }
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol rdp;
const Protocol rdp{.id = "rdp", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
