#include "message/identify.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace culprit::message {
namespace {

using Asked = std::pair<uint16_t, const Protocol*>;

bool by_port(const Asked& a, const Asked& b) { return a.first < b.first; }

// Who is asked first, by port; in the list's order where several share one.
const std::vector<Asked>& usual() {
  static const std::vector<Asked> table = [] {
    std::vector<Asked> out;
    for (const Protocol* p : all()) {
      for (const uint16_t port : p->ports) out.emplace_back(port, p);
    }
    std::ranges::stable_sort(out, by_port);
    return out;
  }();
  return table;
}

// Lets `ask` judge protocols until one says yes.
template <class Ask>
class Round {
 public:
  explicit Round(Ask ask) : ask_(ask) {}
  bool port(uint16_t number) {
    const auto [first, last] = std::equal_range(usual().begin(), usual().end(), Asked{number, nullptr}, by_port);
    return std::any_of(first, last, [&](const Asked& a) { return one(*a.second); });
  }
  bool rest() {
    return std::ranges::any_of(all(), [&](const Protocol* p) { return one(*p); });
  }
  const Identified& found() const { return found_; }

 private:
  bool one(const Protocol& p) {
    const Fit fit = ask_(p);
    if (fit > found_.fit) found_ = {&p, fit};
    return fit == Fit::yes;
  }
  Ask ask_;
  Identified found_;
};

}  // namespace

Identified identify_datagram(const packet::Packet& packet) {
  if (packet.payload.empty()) return {};
  Round round([&](const Protocol& p) { return p.probe_datagram == nullptr ? Fit::no : p.probe_datagram(packet); });
  if (!round.port(packet.dst_port) && !round.port(packet.src_port)) round.rest();
  return round.found();
}

Identified identify_stream(flow::Side side, Bytes head, uint16_t server_port) {
  if (head.empty()) return {};
  Round round([&](const Protocol& p) {
    return p.probe_stream == nullptr ? Fit::no : p.probe_stream(side, head, server_port);
  });
  if (!round.port(server_port)) round.rest();
  return round.found();
}

const Protocol* identify(const packet::Packet& packet) {
  const Identified found = identify_datagram(packet);
  return found.fit == Fit::yes ? found.protocol : nullptr;
}

}  // namespace culprit::message
