// TDS (MS-TDS section 2.2.3): Microsoft SQL Server and Sybase; packet header, then PRELOGIN or LOGIN7.
#include <array>
#include <memory>
#include <string>

#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1433};

Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  const uint8_t type = head[0];
  const bool known =
      side == flow::from_client ? type == 0x12 || type == 0x10 : type == 0x04 && server_port == 1433;
  if (!known || (head.size() > 1 && head[1] > 1)) return Fit::no;
  if (head.size() < 13) return Fit::unsure;
  const bool header = head.be16(2) >= 9 && head.be16(2) <= 32767 && head[6] <= 1 && head[7] == 0;
  const bool prelogin =
      type != 0x12 || (head[8] == 0 && head.be16(9) >= 6 && head.be16(9) < 256 && head.be16(11) == 6);
  const bool login = type != 0x10 || (head.le32(8) == head.be16(2) - 8u);
  return yes_if(header && prelogin && login && (type == 0x04 || head.be16(4) == 0));
}

// The account in LOGIN7 (MS-TDS section 2.2.6.4), where it is not encrypted, and the server's verdict: ERROR
// 18456 or LOGINACK.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("mssql", ends, sink, 2048) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override {
    if (head.size() < 4) return 0;
    return head.be16(2) >= 8 ? head.be16(2) : kNonsense;
  }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    const Bytes b = head.sub(8);
    if (side == flow::from_client && head[0] == 0x10) {
      account_ = from_utf16(b.sub(b.le16(40), size_t{b.le16(42)} * 2), 128);
      tell(NoteKind::login, account_, 0, stamp);
      tried_ = true;
    } else if (side == flow::from_server && head[0] == 4 && tried_) {
      const bool refused = b[0] == 0xaa;
      tell(refused ? NoteKind::login_refused : NoteKind::login_accepted, account_, refused ? b.le32(3) : 0,
           stamp);
      stop();
    }
  }
  std::string account_;
  bool tried_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol mssql;
const Protocol mssql{.id = "mssql", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
