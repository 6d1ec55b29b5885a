#include "message/http2_reader.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "message/http_body.h"

namespace culprit::message {
namespace {

enum Kind : uint8_t { kData = 0, kHeaders = 1, kPush = 5, kContinuation = 9 };
enum Flag : uint8_t { kEndStream = 1, kEndHeaders = 4, kPadded = 8, kPriority = 32 };

/// What stands between padding (RFC 9113 section 6.1) and, in HEADERS, behind the priority.
Bytes unpadded(Bytes body, uint8_t flags, bool prioritised) {
  if ((flags & kPadded) != 0)
    body = body.sub(1, body.size() - 1 - std::min<size_t>(body[0], body.size() - 1));
  return prioritised && (flags & kPriority) != 0 ? body.sub(5) : body;
}

std::string_view pseudo(const std::vector<HeaderField>& fields, std::string_view name) {
  const auto at = std::ranges::find(fields, name, &HeaderField::first);
  return at == fields.end() ? std::string_view() : std::string_view(at->second);
}

}  // namespace

uint64_t Http2Reader::size_of(flow::Side side, Bytes head) const {
  if (side == flow::from_client && !begun_) return kPreface;
  if (head.size() < kHead) return 0;
  return (head.be32(0) >> 8) + uint64_t{kHead};
}

void Http2Reader::record(flow::Side side, Bytes frame, const flow::Stamp& stamp) {
  if (side == flow::from_client && !std::exchange(begun_, true)) return;
  const uint8_t kind = frame[3], flags = frame[4];
  const uint32_t stream = frame.be32(5) & 0x7fffffff;
  const Bytes body = frame.sub(kHead);
  if (kind == kData)
    return content(side, stream, unpadded(body, flags, false), (flags & kEndStream) != 0, stamp);
  if (kind == kHeaders || kind == kPush || kind == kContinuation)
    headers(side, kind, flags, stream, body, stamp);
}

void Http2Reader::headers(flow::Side side, uint8_t kind, uint8_t flags, uint32_t stream, Bytes body,
                          const flow::Stamp& stamp) {
  Block& b = block_[side];
  if (kind != kContinuation) {
    b = {.stream = stream,
         .ends_stream = kind == kHeaders && (flags & kEndStream) != 0,
         .promised = kind == kPush,
         .first = stamp};
    body = unpadded(body, flags, kind == kHeaders);
    if (kind == kPush) body = body.sub(4);  // the stream that is promised
  }
  b.bytes += body.text();
  if (b.bytes.size() > kMaxBlock) return give_up(side);
  if ((flags & kEndHeaders) != 0) block(side, stamp);
}

void Http2Reader::block(flow::Side side, const flow::Stamp& stamp) {
  const Block b = std::exchange(block_[side], {});
  auto fields = hpack_[side].read(Bytes(b.bytes));
  if (!fields) return give_up(side);
  if (b.promised) return;
  if (side == flow::from_client)
    request(b.stream, std::move(*fields), b, stamp);
  else
    answer(b.stream, *fields, b, stamp);
}

void Http2Reader::request(uint32_t id, std::vector<HeaderField> fields, const Block& b,
                          const flow::Stamp& stamp) {
  const std::string method(pseudo(fields, ":method")), path(pseudo(fields, ":path")),
      authority(pseudo(fields, ":authority"));
  if (method.empty()) return;  // trailers
  Stream& s = open(id);
  s.head.begin(StartLine::request, method + ' ' + (path.empty() ? authority : path) + " HTTP/2", b.first);
  if (!authority.empty()) s.head.headers.emplace_back("host", authority);
  for (HeaderField& f : fields)
    if (!f.first.starts_with(':')) s.head.headers.push_back(std::move(f));
  s.last = stamp;
  s.keep = worth_keeping(s.head);
  if (b.ends_stream) add(s);
}

void Http2Reader::answer(uint32_t id, const std::vector<HeaderField>& fields, const Block& b,
                         const flow::Stamp& stamp) {
  const auto at = streams_.find(id);
  const std::string_view status = pseudo(fields, ":status");
  if (at == streams_.end() || status.size() != 3 || status.starts_with('1')) return;
  Stream& s = at->second;
  s.answer.begin(StartLine::status, "HTTP/2 " + std::string(status), b.first);
  s.answer.headers = fields;
  if (!s.added) add(s);  // the answer came before the request's end
  if (b.ends_stream) return answer_done(id, stamp);
  write(s, stamp);
}

void Http2Reader::content(flow::Side side, uint32_t id, Bytes body, bool ends, const flow::Stamp& stamp) {
  const auto at = streams_.find(id);
  if (at == streams_.end()) return;
  Stream& s = at->second;
  if (side == flow::from_client) {
    s.last = stamp;
    s.body_bytes += body.size();
    if (!s.added) s.body += body.sub(0, s.keep - std::min(s.keep, s.body.size())).text();
    if (ends && !s.added) add(s);
    return;
  }
  constexpr size_t kPacked = 4096;  // enough of a packed body for kMaxAnswer bytes of text
  s.answer_bytes += body.size();
  s.answer_text += body.sub(0, kPacked - std::min(kPacked, s.answer_text.size())).text();
  if (ends) answer_done(id, stamp);
}

void Http2Reader::add(Stream& s) {
  Message m;
  m.start = s.head.first.time;
  m.first = s.head.first.ref;
  m.end = s.last.time;
  m.last = s.last.ref;
  m.client = ends().client;
  m.server = ends().server;
  m.client_port = ends().client_port;
  m.server_port = ends().server_port;
  read_head(m, s.head);
  m.cut += s.body_bytes > s.body.size();
  read_body(m, s.head, std::move(s.body), abilities_);
  s.body.clear();
  s.mark = sink().add(std::move(m));
  s.added = true;
}

void Http2Reader::answer_done(uint32_t id, const flow::Stamp& stamp) {
  const auto at = streams_.find(id);
  decode_body(at->second.answer, at->second.answer_text, kMaxAnswer, abilities_);
  write(at->second, stamp);
  streams_.erase(at);
}

void Http2Reader::write(const Stream& s, const flow::Stamp& stamp) {
  Message* m = s.added ? sink().find(s.mark) : nullptr;
  if (m == nullptr) return;
  m->status = s.answer.status;
  m->answer_start = s.answer.first.time;
  m->answer_first = s.answer.first.ref;
  m->answer_end = stamp.time;
  m->answer_bytes = s.answer_bytes;
  m->answer_text = s.answer_text.substr(0, kMaxAnswer);
}

Http2Reader::Stream& Http2Reader::open(uint32_t id) {
  if (streams_.size() >= kMaxStreams && !streams_.contains(id)) {
    Stream& oldest = streams_.begin()->second;
    if (!oldest.added) add(oldest);
    streams_.erase(streams_.begin());
  }
  return streams_[id] = {};
}

}  // namespace culprit::message
