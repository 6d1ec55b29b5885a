#include "message/line_reader.h"

#include "base/text.h"

namespace culprit::message {

void LineReader::data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) {
  lines_[side].feed(bytes, [&](std::string_view text) {
    if (!over_) line(side, text, stamp);
  });
}

void LineReader::gap(flow::Side side, uint64_t, const flow::Stamp&) {
  lines_[side].drop();
  lost(side);
}

void LineReader::tell(NoteKind kind, std::string_view text, uint32_t number, const flow::Stamp& stamp) {
  Note n = note_of(kind, protocol_, ends_, stamp);
  n.text = text.substr(0, kMaxValue);
  n.number = number;
  sink_.note(n);
}

Message LineReader::command(std::string_view line, const flow::Stamp& stamp) const {
  Message m;
  m.kind = Kind::text_line;
  m.start = m.end = stamp.time;
  m.first = m.last = stamp.ref;
  m.client = ends_.client;
  m.server = ends_.server;
  m.client_port = ends_.client_port;
  m.server_port = ends_.server_port;
  m.line = line.substr(0, kMaxLine);
  m.cut += line.size() > kMaxLine;
  return m;
}

std::string_view take_word(std::string_view& rest) {
  const size_t end = rest.find(' ');
  const std::string_view out = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  return out;
}

uint32_t status_of(std::string_view line) {
  uint32_t value = 0;
  for (size_t i = 0; i < 3; ++i) {
    if (i >= line.size() || line[i] < '0' || line[i] > '9') return 0;
    value = value * 10 + static_cast<uint32_t>(line[i] - '0');
  }
  return value;
}

bool is_last(std::string_view line) { return status_of(line) != 0 && (line.size() == 3 || line[3] != '-'); }

std::string_view unwrapped(std::string_view text) {
  text = trim(text);
  const char open = text.empty() ? ' ' : text.front();
  const char close = open == '<' ? '>' : open == '"' ? '"' : '\0';
  if (close == '\0') return text;
  return text.substr(1, text.find(close, 1) - 1);
}

std::string plain_account(std::string_view base64) {
  const std::string all = base64_decode(base64);
  const size_t first = all.find('\0');
  if (first == std::string::npos) return {};
  return all.substr(first + 1, all.find('\0', first + 1) - first - 1);
}

}  // namespace culprit::message
