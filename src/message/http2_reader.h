// Both directions of an HTTP/2 connection (RFC 9113): requests as messages like those of HTTP/1, answers
// written into them.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "message/ability.h"
#include "message/hpack.h"
#include "message/http_head.h"
#include "message/record_reader.h"

namespace culprit::message {

/// Frames are read whole up to their default size; larger ones by their beginning. Requests that are open at
/// the same time are bounded: the oldest is given as far as it came. A gap in a direction ends the reading of
/// that direction, because the compression of headers depends on all that came before.
class Http2Reader final : public RecordReader {
 public:
  static constexpr size_t kMaxStreams = 32, kMaxBlock = 32768;
  Http2Reader(const flow::Endpoints& ends, MessageSink& sink, const Abilities& abilities)
      : RecordReader("http2", ends, sink, kHead + 16384), abilities_(abilities) {}

 private:
  static constexpr size_t kHead = 9, kPreface = 24;
  struct Stream {
    HttpHead head;
    flow::Stamp last;
    std::string body;
    size_t keep = 0;
    uint64_t body_bytes = 0;
    uint64_t mark = 0;
    bool added = false;
    HttpHead answer;
    std::string answer_text;
    uint64_t answer_bytes = 0;
  };
  struct Block {  ///< of a direction: headers that go on in further frames
    uint32_t stream = 0;
    bool ends_stream = false, promised = false;
    std::string bytes;
    flow::Stamp first;
  };

  uint64_t size_of(flow::Side side, Bytes head) const override;
  void record(flow::Side side, Bytes frame, const flow::Stamp& stamp) override;
  void headers(flow::Side side, uint8_t kind, uint8_t flags, uint32_t stream, Bytes body,
               const flow::Stamp& stamp);
  void block(flow::Side side, const flow::Stamp& stamp);
  void request(uint32_t id, std::vector<HeaderField> fields, const Block& block, const flow::Stamp& stamp);
  void answer(uint32_t id, const std::vector<HeaderField>& fields, const Block& block,
              const flow::Stamp& stamp);
  void content(flow::Side side, uint32_t id, Bytes body, bool ends, const flow::Stamp& stamp);
  void add(Stream& stream);
  void answer_done(uint32_t id, const flow::Stamp& stamp);
  void write(const Stream& stream, const flow::Stamp& stamp);
  Stream& open(uint32_t id);

  Abilities abilities_;
  Hpack hpack_[2];
  Block block_[2];
  std::map<uint32_t, Stream> streams_;
  bool begun_ = false;
};

}  // namespace culprit::message
