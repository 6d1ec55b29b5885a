#include "capture/text_lines.h"

#include <algorithm>
#include <utility>

namespace culprit::capture {
namespace {

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

bool TextLines::next(std::string_view& line) {
  if (form_ == Form::unknown && !find_form()) return false;
  if (form_ == Form::bytes ? next_bytes(line) : next_wide(line)) return true;
  return ended_ && take_last(line);
}

// A mark may be cut by the end of a piece: its bytes are kept until they tell.
bool TextLines::find_form() {
  while (!piece_.empty() && carry_.size() < 3) {
    carry_ += static_cast<char>(piece_[0]);
    piece_ = piece_.sub(1);
    ++done_;
  }
  if (carry_.size() < 3 && !ended_) return false;
  const std::string begin = std::exchange(carry_, {});
  if (begin.starts_with("\xff\xfe") || begin.starts_with("\xfe\xff")) {
    form_ = begin[0] == '\xff' ? Form::little : Form::big;
    half_ = begin.size() > 2 ? static_cast<uint8_t>(begin[2]) : -1;
    return true;
  }
  form_ = Form::bytes;
  if (begin == "\xef\xbb\xbf") return true;
  // The first three bytes are text: given back in front of the rest.
  carry_ = begin;
  return true;
}

bool TextLines::next_bytes(std::string_view& line) {
  // What find_form() gave back may hold line ends itself.
  if (const size_t end = carry_.find('\n'); end != std::string::npos) {
    held_ = carry_.substr(0, end);
    carry_.erase(0, end + 1);
    begin_ = std::exchange(line_at_, line_at_ + end + 1);
    line = without_return(held_);
    return true;
  }
  const std::string_view text = piece_.text();
  const size_t end = text.find('\n');
  const std::string_view part = text.substr(0, end);
  const size_t used = part.size() + (end == std::string_view::npos ? 0 : 1);
  piece_ = piece_.sub(used);
  done_ += used;
  if (end == std::string_view::npos || !carry_.empty()) keep(part);
  if (end == std::string_view::npos) return false;
  begin_ = std::exchange(line_at_, done_);
  line = part.substr(0, kMostLine);
  if (!carry_.empty()) {
    held_ = std::exchange(carry_, {});
    line = held_;
  }
  line = without_return(line);
  return true;
}

bool TextLines::next_wide(std::string_view& line) {
  while (!piece_.empty()) {
    const uint8_t byte = piece_[0];
    piece_ = piece_.sub(1);
    ++done_;
    if (half_ < 0) {
      half_ = byte;
      continue;
    }
    const auto first = static_cast<uint32_t>(std::exchange(half_, -1));
    const uint32_t unit =
        form_ == Form::little ? first | static_cast<uint32_t>(byte) << 8 : first << 8 | byte;
    if (unit != '\n') {
      put(unit);
      continue;
    }
    held_ = std::exchange(carry_, {});
    begin_ = std::exchange(line_at_, done_);
    line = without_return(held_);
    return true;
  }
  return false;
}

bool TextLines::take_last(std::string_view& line) {
  if (carry_.empty()) return false;
  held_ = std::exchange(carry_, {});
  begin_ = std::exchange(line_at_, done_);
  line = without_return(held_);
  return true;
}

void TextLines::keep(std::string_view part) {
  carry_ += part.substr(0, kMostLine - std::min(kMostLine, carry_.size()));
}

// One unit of UTF-16 (RFC 2781); half a pair alone becomes U+FFFD.
void TextLines::put(uint32_t unit) {
  if (unit >= 0xd800 && unit < 0xdc00) {
    surrogate_ = unit;
    return;
  }
  uint32_t code = unit;
  const uint32_t high = std::exchange(surrogate_, 0);
  if (unit >= 0xdc00 && unit < 0xe000)
    code = high == 0 ? 0xfffd : 0x10000 + ((high & 0x3ff) << 10 | (unit & 0x3ff));
  char out[4];
  size_t n = 0;
  if (code < 0x80) {
    out[n++] = static_cast<char>(code);
  } else {
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr uint32_t kLead[] = {0, 0xc0, 0xe0, 0xf0};
    out[n++] = static_cast<char>(kLead[more] | code >> 6 * more);
    for (int i = more - 1; i >= 0; --i) out[n++] = static_cast<char>(0x80 | (code >> 6 * i & 0x3f));
  }
  keep({out, n});
}

}  // namespace culprit::capture
