// Any bytes are read as a log without harm, every line is counted, and the pieces they arrive in make no
// difference.
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/hash.h"
#include "capture/log_reader.h"

namespace {

using namespace culprit;
using namespace culprit::capture;

void require(bool holds) {
  if (!holds) std::abort();
}

uint64_t digest(std::string_view text) {
  uint64_t sum = text.size();
  for (const char byte : text) sum = mix(sum ^ static_cast<uint8_t>(byte));
  return sum;
}

struct Reading {
  std::vector<uint64_t> lines;
  LogInfo info;
};

void drain(LogReader& reader, size_t batch, Reading& out) {
  std::vector<LogLine> lines(batch);
  while (const size_t n = reader.pull(lines)) {
    require(n <= batch);
    for (LogLine& line : std::span(lines).first(n)) {
      uint64_t sum = mix(line.number, static_cast<uint64_t>(line.time.ns));
      for (const std::string_view part :
           {line.client, line.user, line.method, line.target, line.query, line.vhost, line.raw})
        sum = mix(sum, digest(part));
      const LogMore more = reader.more(line);
      for (const std::string_view part :
           {line.target, more.referer, more.agent, more.forwarded, more.peer, more.protocol})
        sum = mix(sum, digest(part));
      require(unescape_log(line.target).size() <= line.target.size());
      out.lines.push_back(sum);
    }
  }
}

Reading read(Bytes bytes, size_t piece, size_t batch, const LogOptions& options) {
  Reading out;
  LogReader reader(0, options);
  for (Bytes rest = bytes; !rest.empty(); rest = rest.sub(piece)) {
    const Bytes part = rest.sub(0, piece);
    const std::vector<uint8_t> held(part.data(), part.data() + part.size());
    reader.push({held.data(), held.size()});
    drain(reader, batch, out);
  }
  reader.finish();
  drain(reader, batch, out);
  out.info = reader.info();
  const std::string_view text = bytes.text();
  const auto ends = static_cast<uint64_t>(std::ranges::count(text, '\n'));
  require(out.info.lines == ends + (!text.empty() && !text.ends_with('\n')));
  require(out.info.lines == out.info.parsed + out.info.skipped + out.info.bad);
  require(out.lines.size() <= out.info.parsed && out.info.examples.size() <= 5);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Bytes bytes(data, size);
  recognise_log(bytes);
  LogOptions options;
  if (size > 2 && data[0] == '%') {  // the first line is the format
    options.format = bytes.text().substr(0, bytes.text().find('\n'));
  }
  const Reading whole = read(bytes, SIZE_MAX, 64, options);
  const size_t cut = size == 0 ? 1 : 1 + mix(size, data[size / 2]) % size;
  for (const size_t piece : {std::max(cut, size - cut), std::max<size_t>(cut % 64, size / 256 + 1)}) {
    const Reading again = read(bytes, piece, 3, options);
    require(again.lines == whole.lines && again.info.bad == whole.info.bad &&
            again.info.kind == whole.info.kind);
  }
  return 0;
}
