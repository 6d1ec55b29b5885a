// What readers of connections made of records with a length have in common.
#pragma once
#include <cstdint>
#include <string>

#include "message/message.h"

namespace culprit::message {

/// Cuts both sides into records and passes the beginning of each on; the rest is counted past, not held.
/// After a gap that hides where the next record begins, that side is given up.
class RecordReader : public flow::StreamReader {
 public:
  static constexpr uint64_t kNonsense = UINT64_MAX;

  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) final;
  void gap(flow::Side side, uint64_t missing, const flow::Stamp& stamp) final;
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return !over_ && !(half_[0].lost && half_[1].lost); }

 protected:
  /// `keep` bytes of each record are passed on at most.
  RecordReader(const char* protocol, const flow::Endpoints& ends, MessageSink& sink, size_t keep)
      : protocol_(protocol), ends_(ends), sink_(sink), keep_(keep) {}

  /// How long the record is that begins so, head included; 0 = it takes more bytes to tell; kNonsense = it is
  /// none.
  virtual uint64_t size_of(flow::Side side, Bytes head) const = 0;
  /// A record, or its first `keep` bytes.
  virtual void record(flow::Side side, Bytes head, const flow::Stamp& stamp) = 0;

  void stop() { over_ = true; }
  void give_up(flow::Side side) { half_[side].lost = true; }
  void tell(NoteKind kind, std::string_view text, uint32_t number, const flow::Stamp& stamp);
  void software(flow::Side side, std::string_view text, const flow::Stamp& stamp) {
    tell(NoteKind::software, text, side, stamp);
  }
  MessageSink& sink() { return sink_; }
  const flow::Endpoints& ends() const { return ends_; }

 private:
  struct Half {
    std::string held;
    uint64_t skip = 0;
    bool lost = false;
  };
  Bytes step(flow::Side side, Bytes bytes, const flow::Stamp& stamp);

  const char* protocol_;
  flow::Endpoints ends_;
  MessageSink& sink_;
  size_t keep_;
  Half half_[2];
  bool over_ = false;
};

/// UTF-16, little-endian, as UTF-8; what is no character becomes '?'. At most `limit` characters.
std::string from_utf16(Bytes text, size_t limit = 256);

}  // namespace culprit::message
