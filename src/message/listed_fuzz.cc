// The texts of packet list rows. Input: rows, each a line "protocol, tab, info"; every second goes the other
// way.
#include <string>

#include "capture/listed.h"
#include "message/bounded_fuzz.h"
#include "message/listed.h"
#include "packet/packet.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace culprit;
  std::string_view rest = Bytes(data, size).text();
  message::BoundedSink sink;
  message::ListedReader reader(sink);
  for (uint64_t frame = 1; !rest.empty(); ++frame) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const size_t tab = std::min(line.find('\t'), line.size());
    const bool back = frame % 2 == 0;
    capture::Listed row;
    row.source = Address::ip4(back ? 2 : 1);
    row.destination = Address::ip4(back ? 1 : 2);
    row.protocol = line.size() % 3 == 0 ? packet::proto::udp : packet::proto::tcp;
    row.by_ip = true;
    row.name = line.substr(0, tab);
    row.info = line.substr(std::min(tab + 1, line.size()));
    std::string record;
    capture::encode(row, record);
    capture::Frame f;
    f.data = Bytes(record);
    f.link = capture::link::listed;
    f.ref = {0, frame};
    packet::Packet p;
    packet::decode(f, p);
    const std::string_view id = reader.read(p);
    if (!id.empty() && message::find_protocol(id) == nullptr) std::abort();
  }
  capture::decode_listed({data, size});  // records are ours, but reading one must not depend on it
  return 0;
}
