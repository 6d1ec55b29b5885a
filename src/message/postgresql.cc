// PostgreSQL (frontend/backend protocol 3): the client opens with a length and a code.
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{5432};

// StartupMessage 3.0, CancelRequest, SSLRequest, GSSENCRequest.
bool opens(Bytes head) {
  const uint32_t size = head.be32(0), code = head.be32(4);
  if (code == 0x00030000) return size >= 9 && size <= 10000 && is_text(head.sub(8, 4));
  return (size == 8 && (code == 80877103 || code == 80877104)) || (size == 16 && code == 80877102);
}

// AuthenticationRequest (R) or ErrorResponse (E) with its severity.
Fit probe_server(Bytes head) {
  if (head[0] != 'R' && head[0] != 'E') return Fit::no;
  if (head.size() < 9) return head.size() > 1 && head[1] != 0 ? Fit::no : Fit::unsure;
  if (head[0] == 'E') return begins(head.sub(5), "SFATAL");
  return yes_if(head.be32(1) >= 8 && head.be32(1) <= 512 && head.be32(5) <= 12);
}

Fit probe(flow::Side side, Bytes head, uint16_t) {
  if (side == flow::from_server) return probe_server(head);
  if (head.size() < 8) return head[0] == 0 && head[1] == 0 ? Fit::unsure : Fit::no;
  if (head.be32(4) == 0x00030000 && head.size() < 12) return Fit::unsure;
  return yes_if(opens(head));
}

// The account of the first message, and the server's verdict. Messages have a kind and a length; the first of
// the client has no kind, nor has the one byte by which the server takes or declines encryption.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("postgresql", ends, sink, 1024) {}

 private:
  uint64_t size_of(flow::Side side, Bytes head) const override {
    if (side == flow::from_server && asked_tls_) return 1;
    const size_t at = side == flow::from_client && !started_ ? 0 : 1;
    if (head.size() < at + 4) return 0;
    return head.be32(at) >= 4 ? uint64_t{head.be32(at)} + at : kNonsense;
  }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    if (side == flow::from_client && !started_) return opening(head, stamp);
    if (side == flow::from_client) return;
    if (asked_tls_) {
      asked_tls_ = false;
      if (head[0] != 'N') stop();
      return;
    }
    if (head[0] == 'R' && head.be32(5) == 0) return verdict(NoteKind::login_accepted, 0, stamp);
    // Class 28 of SQLSTATE: invalid authorization.
    if (head[0] == 'E')
      verdict(NoteKind::login_refused, head.text().find("C28") != std::string_view::npos ? 28 : 0, stamp);
  }
  void opening(Bytes head, const flow::Stamp& stamp) {
    if (head.be32(4) != 0x00030000) {
      asked_tls_ = head.be32(4) != 80877102;
      return;
    }
    started_ = true;
    static constexpr std::string_view kUser("user\0", 5);
    const size_t at = head.text().find(kUser);
    if (at != std::string_view::npos)
      account_ = head.text().substr(at + 5, head.text().find('\0', at + 5) - at - 5);
    tell(NoteKind::login, account_, 0, stamp);
  }
  void verdict(NoteKind kind, uint32_t code, const flow::Stamp& stamp) {
    tell(kind, account_, code, stamp);
    stop();
  }
  std::string account_;
  bool started_ = false, asked_tls_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol postgresql;
const Protocol postgresql{.id = "postgresql", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
