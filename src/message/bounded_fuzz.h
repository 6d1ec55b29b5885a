// A sink for fuzzing: what readers say must keep within its bounds.
#pragma once
#include <cstdlib>

#include "message/message.h"
#include "message/protocol.h"
#include "message/stream_reader.h"

namespace culprit::message {

class BoundedSink final : public MessageSink, public ContentListener {
 public:
  uint64_t add(Message&& m) override {
    require(m.line.size() <= kMaxLine && m.fields.size() <= kMaxFields && m.answer_text.size() <= kMaxAnswer);
    require(m.method.size() <= kMaxLine && m.path.size() <= 65536 && m.host.size() <= 65536);
    for (const Field& f : m.fields) require(f.name.size() <= kMaxValue && f.value.size() <= kMaxValue);
    last_ = std::move(m);
    return 1;
  }
  Message* find(uint64_t mark) override { return mark == 1 ? &last_ : nullptr; }
  void note(const Note& n) override {
    require(n.text.size() <= 4096 && n.protocol[0] != '\0');
    require(message::name(n.kind)[0] != '\0');
    for (const char c : n.text) sum_ += static_cast<unsigned char>(c);  // every byte can be read
  }
  void name(NameRecord&& r) override { names_.add(std::move(r)); }
  void on_content(uint32_t, const Protocol&) override {}

 private:
  static void require(bool good) {
    if (!good) std::abort();
  }
  Message last_;
  Names names_;
  uint64_t sum_ = 0;
};

}  // namespace culprit::message
