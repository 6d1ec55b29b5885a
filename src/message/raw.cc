#include "message/raw.h"

#include <algorithm>

#include "message/fields.h"
#include "message/lines.h"

namespace culprit::message {
namespace {

constexpr size_t kMost = 1024;          // a longer segment is bulk
constexpr uint64_t kMostBulk = 1 << 20;  // from here on the connection carries nothing else
constexpr uint32_t kMostMessages = 4096;

bool is_text(Bytes bytes) {
  return std::ranges::all_of(bytes.text(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u >= 0x20 && u != 0x7f) || c == '\n' || c == '\r' || c == '\t' || c == '\0' || c == '\a';
  });
}

class Raw final : public flow::StreamReader {
 public:
  Raw(const flow::Endpoints& ends, MessageSink& sink) : ends_(ends), sink_(sink) {}

  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    if (bytes.size() > kMost) {
      bulk_ += bytes.size();
      return lines_[side].drop();
    }
    if (is_text(bytes)) return read_text(side, bytes, stamp);
    lines_[side].drop();
    add(Kind::binary, side, bytes.text(), stamp);
  }
  void gap(flow::Side side, uint64_t, const flow::Stamp&) override { lines_[side].drop(); }
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return bulk_ < kMostBulk && messages_ < kMostMessages; }

 private:
  /// A line may come in pieces; a piece without an end may be all of it, too.
  void read_text(flow::Side side, Bytes bytes, const flow::Stamp& stamp) {
    const bool whole = bytes.text().find('\n') == std::string_view::npos && lines_[side].empty();
    if (whole) return add(Kind::text_line, side, bytes.text(), stamp);
    lines_[side].feed(bytes, [&](std::string_view line) { add(Kind::text_line, side, line, stamp); });
  }

  void add(Kind kind, flow::Side side, std::string_view text, const flow::Stamp& stamp) {
    if (text.size() < 4 || !interested()) return;
    ++messages_;
    Message m;
    m.kind = kind;
    m.downward = side == flow::from_server;
    m.start = m.end = stamp.time;
    m.first = m.last = stamp.ref;
    m.client = ends_.client;
    m.server = ends_.server;
    m.client_port = ends_.client_port;
    m.server_port = ends_.server_port;
    m.line = text.substr(0, kMaxLine);
    add_field(m, Place::line, kind == Kind::binary ? "bytes" : "text", text);
    sink_.add(std::move(m));
  }

  flow::Endpoints ends_;
  MessageSink& sink_;
  Lines lines_[2];
  uint64_t bulk_ = 0;
  uint32_t messages_ = 0;
};

}  // namespace

std::unique_ptr<flow::StreamReader> open_raw(const flow::Endpoints& ends, MessageSink& sink) {
  return std::make_unique<Raw>(ends, sink);
}

}  // namespace culprit::message
