// Both directions of a hostile HTTP connection, whole and split at arbitrary points: the messages must be the
// same.
#include <cstdlib>

#include "message/http_reader.h"

namespace {

using namespace culprit;

class Kept final : public message::MessageSink {
 public:
  uint64_t add(message::Message&& m) override {
    if (m.fields.size() > message::kMaxFields || m.line.size() > message::kMaxLine) std::abort();
    for (const message::Field& f : m.fields) {
      if (f.name.size() > message::kMaxValue || f.value.size() > message::kMaxValue) std::abort();
    }
    messages.push_back(std::move(m));
    return messages.size();
  }
  message::Message* find(uint64_t mark) override {
    if (mark == 0 || mark > messages.size()) std::abort();
    return &messages[mark - 1];
  }
  std::string text() const {
    std::string out;
    for (const message::Message& m : messages) {
      out += m.line + '|' + m.path + '|' + m.host + '|' + std::to_string(m.status) + '|' + m.answer_text +
             '|' + std::to_string(m.answer_bytes) + '|' + std::to_string(m.cut);
      for (const message::Field& f : m.fields) out += '&' + f.name + '=' + f.value;
      out += '\n';
    }
    return out;
  }
  std::vector<message::Message> messages;
};

std::string inflate(Bytes packed, size_t max_out) { return std::string(packed.sub(1, max_out).text()); }

// The input is turns: a length byte (top bit: the server speaks; 0x7f: a gap), then that many bytes times
// four.
std::string run(Bytes input, size_t split) {
  Kept sink;
  message::HttpReader reader({}, sink, {.inflate = inflate});
  for (size_t at = 0; at < input.size();) {
    const auto side = (input[at] & 0x80) != 0 ? flow::from_server : flow::from_client;
    const size_t size = (input[at] & 0x7fu) * 4;
    ++at;
    if (size == 0x7f * 4) {
      reader.gap(side, input[at] + 1u, {});
      continue;
    }
    Bytes turn = input.sub(at, size);
    at += size;
    for (size_t piece = split; !turn.empty(); piece = piece * 7 % 61 + 1) {
      const Bytes part = split == 0 ? turn : turn.sub(0, piece);
      reader.data(side, part, {});
      turn = turn.sub(part.size());
    }
  }
  for (const auto side : {flow::from_client, flow::from_server}) reader.end(side, {});
  return sink.text();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes input(data, size);
  const std::string whole = run(input, 0);
  if (run(input, 1) != whole || run(input, 5) != whole) std::abort();
  return 0;
}
