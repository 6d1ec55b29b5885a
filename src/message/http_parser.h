// One direction of an HTTP/1 connection cut into messages (RFC 9112), however its bytes are split.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "flow/stream.h"
#include "message/http_head.h"

namespace culprit::message {

/// Told of what a parser finds.
class HttpListener {
 public:
  virtual ~HttpListener() = default;
  /// A head is complete (or as complete as it will get). Gives where the body ends.
  virtual Framing on_head(const HttpHead& head, const flow::Stamp& stamp) = 0;
  virtual void on_body(const HttpHead& head, Bytes bytes, const flow::Stamp& stamp) = 0;
  /// The message is over; `whole` is false where something of it is missing.
  virtual void on_done(const HttpHead& head, const flow::Stamp& stamp, bool whole) = 0;
};

/// Forgives what servers forgive: bare line feeds, blank lines before a start line, unknown methods,
/// HTTP/0.9. After garbage or a gap it goes on at the next line that looks like a start line. Holds one line
/// of at most kMaxLineHeld bytes and a head of at most kMaxHead.
class HttpParser {
 public:
  static constexpr size_t kMaxLineHeld = 8192, kMaxHead = 16384, kMaxLost = 1 << 20;
  HttpParser(HttpListener& listener, bool answers) : listener_(listener), answers_(answers) {}

  void data(Bytes bytes, const flow::Stamp& stamp);
  void gap(uint64_t missing, const flow::Stamp& stamp);
  void end(const flow::Stamp& stamp);
  /// Whatever follows is no HTTP any more.
  void stop() { state_ = State::dead; }
  bool dead() const { return state_ == State::dead; }
  /// The message that is being read will not be completed by its sender: the next one is looked for.
  void abandon(const flow::Stamp& stamp);
  bool in_body() const {
    return state_ == State::length || state_ == State::chunk_size || state_ == State::chunk;
  }

 private:
  enum class State : uint8_t {
    start,
    headers,
    length,
    until_close,
    chunk_size,
    chunk,
    chunk_end,
    trailers,
    lost,
    dead
  };

  bool takes_bytes() const {
    return state_ == State::length || state_ == State::until_close || state_ == State::chunk;
  }
  Bytes take_body(Bytes bytes, const flow::Stamp& stamp);
  Bytes take_line(Bytes bytes, const flow::Stamp& stamp);
  bool too_long() const;
  void overlong(const flow::Stamp& stamp);
  void line(std::string_view text, const flow::Stamp& stamp);
  void start_line(std::string_view text, const flow::Stamp& stamp);
  void chunk_size_line(std::string_view text, const flow::Stamp& stamp);
  void head_complete(const flow::Stamp& stamp);
  void body_complete(const flow::Stamp& stamp);
  void done(const flow::Stamp& stamp, bool whole);
  void lose();

  HttpListener& listener_;
  HttpHead head_;
  std::string held_;         // the beginning of a line whose end has not come
  flow::Stamp line_stamp_;   // of its first byte
  uint64_t left_ = 0;        // of the body or chunk
  size_t line_bytes_ = 0;    // of the line so far, those that were not held too
  uint64_t lost_bytes_ = 0;  // since the last message
  State state_ = State::start;
  bool answers_;
  bool after_loss_ = false;
  bool skip_line_ = false;  // the rest of an overlong line
};

}  // namespace culprit::message
