// MySQL (client/server protocol): the server greets with protocol 10 and its version, or refuses.
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "message/probe.h"
#include "message/record_reader.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{3306};

bool is_digit(uint8_t c) { return c >= '0' && c <= '9'; }

// Length (three bytes), number 0; then 10 and "8.0.36", or FF, a code and "Host".
Fit probe(flow::Side side, Bytes head, uint16_t server_port) {
  if (side == flow::from_client) return Fit::no;
  if (head.size() < 8) return head.size() > 3 && head[3] != 0 ? Fit::no : Fit::unsure;
  const size_t size = head.le32(0) & 0xffffff;
  if (head[3] != 0 || size < 8 || size > 1024 || head.size() > size + 4) return Fit::no;
  if (head.size() < 64 && head.size() < size + 4) return Fit::unsure;
  const bool version = is_digit(head[5]) && (head[6] == '.' || (is_digit(head[6]) && head[7] == '.'));
  const bool refused = head[4] == 0xff && head.le16(5) >= 1040 && head.le16(5) <= 1203 && server_port == 3306;
  return yes_if((head[4] == 10 && version) || refused);
}

// Greeting, the account that the client names (HandshakeResponse41), and the server's verdict.
class Reader final : public RecordReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : RecordReader("mysql", ends, sink, 512) {}

 private:
  uint64_t size_of(flow::Side, Bytes head) const override {
    return head.size() < 4 ? 0 : (head.le32(0) & 0xffffff) + 4;
  }
  void record(flow::Side side, Bytes head, const flow::Stamp& stamp) override {
    const Bytes b = head.sub(4);
    if (side == flow::from_server) return answer(head[3], b, stamp);
    if (head[3] != 1) return;
    static constexpr uint32_t kTls = 0x800;
    if ((b.le32(0) & kTls) != 0 && b.size() <= 32) return stop();
    const std::string_view account = b.sub(32).text();
    account_ = account.substr(0, account.find('\0'));
    tell(NoteKind::login, account_, 0, stamp);
  }
  void answer(uint8_t number, Bytes b, const flow::Stamp& stamp) {
    if (number == 0 && b[0] == 10) return software(flow::from_server, text_of(b.sub(1)), stamp);
    if (number < 2 || (b[0] != 0 && b[0] != 0xff)) return;  // it asks for another proof
    const bool in = b[0] == 0;
    tell(in ? NoteKind::login_accepted : NoteKind::login_refused, account_, in ? 0 : b.le16(1), stamp);
    stop();
  }
  static std::string_view text_of(Bytes b) { return b.text().substr(0, b.text().find('\0')); }
  std::string account_;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol mysql;
const Protocol mysql{.id = "mysql", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
