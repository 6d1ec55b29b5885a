// Kerberos 5 (RFC 4120 section 5): an ASN.1 application tag, then version 5; over TCP behind its length.
#include <array>
#include <memory>
#include <string>

#include "message/ber.h"
#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{88};

// AS-REQ, AS-REP, TGS-REQ, TGS-REP (10 to 13) and KRB-ERROR (30): [APPLICATION n] SEQUENCE { [0 or 1] INTEGER
// 5 ...
bool is_message(Bytes b) {
  const bool tag = (b[0] >= 0x6a && b[0] <= 0x6d) || b[0] == 0x7e;
  const Bytes inner = ber_inside(b, b[0]);
  const Bytes fields = ber_inside(inner, 0x30);
  const uint8_t first = b[0] == 0x6a || b[0] == 0x6c ? 0xa1 : 0xa0;
  return tag && fields[0] == first && fields.sub(1).starts_with("\x03\x02\x01\x05");
}

Fit probe_datagram(const packet::Packet& p) { return yes_if(is_message(p.payload)); }

Fit probe_stream(flow::Side, Bytes head, uint16_t) {
  if (head.size() < 20) return head[0] == 0 ? Fit::unsure : Fit::no;
  return yes_if(head.be32(0) >= 16 && head.be32(0) < 0x100000 && is_message(head.sub(4)));
}

// A field [n] of a SEQUENCE.
Bytes field(Bytes fields, uint8_t number) {
  while (!fields.empty() && ber(fields).head != 0) {
    if (fields[0] == (0xa0 | number)) return ber(fields).inside;
    fields = ber_after(fields);
  }
  return {};
}

// PrincipalName: SEQUENCE { [0] kind, [1] SEQUENCE OF GeneralString }.
std::string principal(Bytes name) {
  std::string out;
  Bytes parts = ber_inside(field(ber_inside(name, 0x30), 1), 0x30);
  for (int i = 0; i < 4 && ber(parts).head != 0; ++i, parts = ber_after(parts))
    out += (out.empty() ? "" : "/") + std::string(ber(parts).inside.sub(0, 128).text());
  return out;
}

// Who asks to be let in (AS-REQ) and how that ended. Error 25 asks for a proof first, it is no refusal (RFC
// 4120 section 7.5.9).
template <class Tell>
void read_message(Bytes b, Tell tell) {
  const Bytes fields = ber_inside(ber_inside(b, b[0]), 0x30);
  if (b[0] == 0x6a) {
    const Bytes body = ber_inside(field(fields, 4), 0x30);
    const Bytes realm = ber(field(body, 2)).inside;
    tell(NoteKind::login, principal(field(body, 1)) + '@' + std::string(realm.sub(0, 128).text()), 0);
  } else if (b[0] == 0x6b) {
    tell(NoteKind::login_accepted,
         principal(field(fields, 4)) + '@' + std::string(ber(field(fields, 3)).inside.sub(0, 128).text()), 0);
  } else if (b[0] == 0x7e) {
    const uint32_t code = ber_number(field(fields, 6));
    if (code == 6 || code == 18 || code == 23 || code == 24)
      tell(NoteKind::login_refused, principal(field(fields, 8)), code);
  }
}

void read(const packet::Packet& p, MessageSink& sink) {
  read_message(p.payload, [&](NoteKind kind, const std::string& text, uint32_t number) {
    Note n = note_of(kind, "kerberos", p, kind != NoteKind::login);
    n.text = text;
    n.number = number;
    sink.note(n);
  });
}

class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("kerberos", ends, sink, 4096) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override {
    return head.size() < 4 ? 0 : (head.be32(0) & 0x7fffffff) + uint64_t{4};
  }
  void record(flow::Side, Bytes head, const flow::Stamp& stamp) override {
    read_message(head.sub(4), [&](NoteKind kind, const std::string& text, uint32_t number) {
      tell(kind, text, number, stamp);
    });
  }
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol kerberos;
const Protocol kerberos{.id = "kerberos",
                        .probe_stream = probe_stream,
                        .probe_datagram = probe_datagram,
                        .open = open,
                        .read_datagram = read,
                        .ports = kPorts};

}  // namespace culprit::message
