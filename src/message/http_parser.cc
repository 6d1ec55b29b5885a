#include "message/http_parser.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace culprit::message {

void HttpParser::data(Bytes bytes, const flow::Stamp& stamp) {
  while (!bytes.empty() && state_ != State::dead) {
    bytes = takes_bytes() ? take_body(bytes, stamp) : take_line(bytes, stamp);
  }
}

Bytes HttpParser::take_body(Bytes bytes, const flow::Stamp& stamp) {
  const Bytes part = state_ == State::until_close
                         ? bytes
                         : bytes.sub(0, static_cast<size_t>(std::min<uint64_t>(left_, SIZE_MAX)));
  listener_.on_body(head_, part, stamp);
  if (state_ == State::until_close) return {};
  left_ -= part.size();
  if (left_ == 0) body_complete(stamp);
  return bytes.sub(part.size());
}

Bytes HttpParser::take_line(Bytes bytes, const flow::Stamp& stamp) {
  if (line_bytes_ == 0) line_stamp_ = stamp;
  const void* found = std::memchr(bytes.data(), '\n', bytes.size());
  const size_t size = found == nullptr
                          ? bytes.size()
                          : static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes.data());
  const std::string_view part = bytes.sub(0, size).text();
  line_bytes_ += size;
  if (found == nullptr || line_bytes_ != size) {
    held_.append(part.substr(0, kMaxLineHeld - std::min(held_.size(), kMaxLineHeld)));
  }
  if (too_long()) overlong(stamp);
  if (found == nullptr || state_ == State::dead) return {};
  std::string text;
  text.swap(held_);
  std::string_view whole = line_bytes_ == size ? part.substr(0, kMaxLineHeld) : std::string_view(text);
  if (whole.ends_with('\r')) whole.remove_suffix(1);
  head_.bytes += line_bytes_ - std::min(line_bytes_, kMaxLineHeld);
  line_bytes_ = 0;
  if (skip_line_)
    skip_line_ = false;
  else
    line(whole, stamp);
  return bytes.sub(size + 1);
}

// A line without an end in sight. No server accepts such a head; what was there of it is still given.
void HttpParser::overlong(const flow::Stamp& stamp) {
  if (state_ == State::lost) return stop();
  abandon(stamp);
  skip_line_ = true;
}

bool HttpParser::too_long() const {
  if (state_ == State::lost) return lost_bytes_ + line_bytes_ > kMaxLost;
  const bool in_head = state_ == State::headers || state_ == State::trailers;
  return (in_head ? head_.bytes : 0) + line_bytes_ > kMaxHead;
}

void HttpParser::line(std::string_view text, const flow::Stamp& stamp) {
  switch (state_) {
    case State::start:
      return text.empty() ? void() : start_line(text, stamp);
    case State::headers:
      if (text.empty()) return head_complete(stamp);
      return head_.add(text);
    case State::chunk_size:
      return chunk_size_line(text, stamp);
    case State::chunk_end:
      if (!text.empty()) return abandon(stamp);
      state_ = State::chunk_size;
      return;
    case State::trailers:
      head_.bytes += text.size();
      return text.empty() ? done(stamp, true) : void();
    default:
      return start_line(text, stamp);
  }
}

void HttpParser::start_line(std::string_view text, const flow::Stamp& stamp) {
  const StartLine kind = classify(text);
  // An HTTP/0.9 request is too little to find one's place again.
  const bool simple = kind == StartLine::simple_request && state_ == State::start;
  const bool fits = answers_ ? kind == StartLine::status : kind == StartLine::request || simple;
  if (!fits) {
    lost_bytes_ += text.size() + 1;
    lose();
    if (lost_bytes_ > kMaxLost) stop();
    return;
  }
  head_.begin(kind, text, line_stamp_);
  head_.after_loss = after_loss_;
  after_loss_ = false;
  lost_bytes_ = 0;
  state_ = State::headers;
  if (simple) head_complete(stamp);
}

void HttpParser::head_complete(const flow::Stamp& stamp) {
  const Framing body = listener_.on_head(head_, stamp);
  if (state_ == State::dead) return;
  left_ = body.length;
  switch (body.kind) {
    case Framing::Kind::none:
      return done(stamp, true);
    case Framing::Kind::length:
      state_ = State::length;
      return;
    case Framing::Kind::chunked:
      state_ = State::chunk_size;
      return;
    case Framing::Kind::until_close:
      state_ = State::until_close;
      return;
    case Framing::Kind::broken:
      done(stamp, false);
      return lose();
  }
}

// "1a;name=value" (RFC 9112 section 7.1); a size that no message has is an attack on the parser.
void HttpParser::chunk_size_line(std::string_view text, const flow::Stamp& stamp) {
  const std::string_view digits = trim(text.substr(0, text.find(';')));
  uint64_t size = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
  if (ec != std::errc{} || end != digits.data() + digits.size() || size > uint64_t{1} << 62)
    return abandon(stamp);
  left_ = size;
  head_.bytes = 0;  // counts the trailers from here
  state_ = size == 0 ? State::trailers : State::chunk;
}

void HttpParser::body_complete(const flow::Stamp& stamp) {
  if (state_ == State::chunk)
    state_ = State::chunk_end;
  else
    done(stamp, true);
}

void HttpParser::done(const flow::Stamp& stamp, bool whole) {
  state_ = State::start;
  listener_.on_done(head_, stamp, whole);
}

void HttpParser::lose() {
  if (state_ != State::dead) state_ = State::lost;
  after_loss_ = true;
}

void HttpParser::abandon(const flow::Stamp& stamp) {
  const State was = state_;
  held_.clear();
  if (was == State::headers) listener_.on_head(head_, stamp);
  if (was != State::start && was != State::lost && was != State::dead) done(stamp, false);
  lose();
}

void HttpParser::gap(uint64_t missing, const flow::Stamp& stamp) {
  if (state_ == State::dead || state_ == State::until_close) return;
  const bool inside = takes_bytes() && missing <= left_;
  if (!inside) {
    line_bytes_ = 0;
    skip_line_ = false;
    return abandon(stamp);
  }
  left_ -= missing;
  if (left_ == 0) body_complete(stamp);
}

void HttpParser::end(const flow::Stamp& stamp) {
  if (state_ == State::until_close) {
    done(stamp, true);
  } else if (line_bytes_ != 0 && !skip_line_) {
    const std::string text(trim(held_));
    if (state_ == State::start || state_ == State::lost)
      start_line(text, stamp);
    else if (state_ == State::headers)
      head_.add(text);
  }
  abandon(stamp);
  stop();
}

}  // namespace culprit::message
