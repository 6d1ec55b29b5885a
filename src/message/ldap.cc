// LDAP (RFC 4511 section 4.1.1): SEQUENCE { INTEGER message id, [APPLICATION n] operation ...
#include <array>
#include <memory>
#include <string>

#include "message/ber.h"
#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{389, 3268};

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (head[0] != 0x30) return Fit::no;
  if (head.size() < 14) return Fit::unsure;
  return yes_if(is_ldap(head, side == flow::from_client));
}

// Who logs in (bind) and what is looked up, with the server's verdict (49 = wrong password, RFC 4511 appendix
// A).
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("ldap", ends, sink, 1024) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override {
    if (head.size() < 6) return 0;
    const BerElement e = ber(head);
    return e.tag == 0x30 && e.head != 0 ? uint64_t{e.size} + e.head : kNonsense;
  }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    const Bytes op = ber_after(ber_inside(head, 0x30));
    const Bytes inside = ber(op).inside;
    if (side == flow::from_client && op[0] == 0x60) {
      account_ = ber_inside(ber_after(inside), 4).sub(0, 256).text();
      if (!account_.empty()) tell(NoteKind::login, account_, 0, stamp);
    } else if (side == flow::from_client && op[0] == 0x63) {
      tell(NoteKind::file, ber_inside(inside, 4).text(), 0, stamp);
    } else if (side == flow::from_client && op[0] == 0x77) {
      stop();  // StartTLS
    } else if (side == flow::from_server && op[0] == 0x61 && !account_.empty() && ber_number(inside) != 14) {
      const uint32_t code = ber_number(inside);
      tell(code == 0 ? NoteKind::login_accepted : NoteKind::login_refused, account_, code, stamp);
    }
  }
  std::string account_;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol ldap;
const Protocol ldap{.id = "ldap", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
