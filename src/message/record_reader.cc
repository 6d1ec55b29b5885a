#include "message/record_reader.h"

#include <algorithm>

#include "base/utf8.h"

namespace culprit::message {

void RecordReader::data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) {
  while (!bytes.empty() && !over_ && !half_[side].lost) bytes = step(side, bytes, stamp);
}

// Takes what belongs to the present record; gives back the rest.
Bytes RecordReader::step(flow::Side side, Bytes bytes, const flow::Stamp& stamp) {
  Half& half = half_[side];
  if (half.skip != 0) {
    const size_t skipped = static_cast<size_t>(std::min<uint64_t>(half.skip, bytes.size()));
    half.skip -= skipped;
    return bytes.sub(skipped);
  }
  const bool fresh = half.held.empty();
  const size_t had = half.held.size();
  if (!fresh) half.held += bytes.sub(0, keep_ - had).text();
  const Bytes seen = fresh ? bytes.sub(0, keep_) : Bytes(half.held);
  const uint64_t size = size_of(side, seen);
  const size_t wanted = size == 0 ? keep_ : static_cast<size_t>(std::min<uint64_t>(size, keep_));
  if (size == kNonsense || wanted < had || (size == 0 && seen.size() >= keep_)) {
    half.lost = true;
    return {};
  }
  if (size == 0 || seen.size() < wanted) {
    if (fresh) half.held = seen.text();
    return bytes.sub(seen.size() - had);
  }
  record(side, seen.sub(0, wanted), stamp);
  half.held.clear();
  half.skip = size - wanted;
  return bytes.sub(wanted - had);
}

void RecordReader::gap(flow::Side side, uint64_t missing, const flow::Stamp&) {
  Half& half = half_[side];
  if (missing > half.skip) half.lost = true;
  half.skip -= std::min(missing, half.skip);
}

void RecordReader::tell(NoteKind kind, std::string_view text, uint32_t number, const flow::Stamp& stamp) {
  Note n = note_of(kind, protocol_, ends_, stamp);
  n.text = text.substr(0, kMaxValue);
  n.number = number;
  sink_.note(n);
}

std::string from_utf16(Bytes text, size_t limit) {
  std::string out;
  for (size_t at = 0; text.has(at, 2) && limit != 0; at += 2, --limit) {
    const uint32_t unit = text.le16(at);
    const bool low = text.has(at + 2, 2) && (text.le16(at + 2) & 0xfc00) == 0xdc00;
    if ((unit & 0xfc00) == 0xd800 && low) {
      put_utf8(out, 0x10000 + ((unit & 0x3ff) << 10) + (text.le16(at + 2) & 0x3ffU));
      at += 2;
    } else {
      put_utf8(out, (unit & 0xf800) == 0xd800 ? U'?' : static_cast<char32_t>(unit));
    }
  }
  return out;
}

}  // namespace culprit::message
