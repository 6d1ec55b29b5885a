#include "message/identify.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace culprit::message {
namespace {

using Asked = std::pair<uint16_t, size_t>;  // port and place in all()

// Who is asked first, by port; in the list's order where several share one.
const std::vector<Asked>& usual() {
  static const std::vector<Asked> table = [] {
    std::vector<Asked> out;
    for (size_t i = 0; i < all().size(); ++i) {
      for (const uint16_t port : all()[i]->ports) out.emplace_back(port, i);
    }
    std::ranges::sort(out);
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
    const auto first = std::ranges::lower_bound(usual(), Asked{number, 0});
    for (auto it = first; it != usual().end() && it->first == number; ++it) {
      if (one(*all()[it->second])) return true;
    }
    return false;
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

/// One byte over and over is no protocol's doing, whatever field it happens to fit.
bool is_fill(Bytes b) { return b.sub(0, b.size() - 1).text() == b.sub(1).text(); }

}  // namespace

Identified identify_datagram(const packet::Packet& packet) {
  if (packet.payload.empty()) return {};
  if (packet.payload.size() >= 4 && is_fill(packet.payload.sub(0, 64))) return {};
  Round round(
      [&](const Protocol& p) { return p.probe_datagram == nullptr ? Fit::no : p.probe_datagram(packet); });
  if (!round.port(packet.dst_port) && !round.port(packet.src_port)) round.rest();
  return round.found();
}

Identified identify_stream(flow::Side side, Bytes head, uint16_t server_port) {
  if (head.empty() || (head.size() >= 20 && is_fill(head))) return {};
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

const Protocol* find_protocol(std::string_view id) {
  const auto at = std::ranges::find(all(), id, [](const Protocol* p) { return std::string_view(p->id); });
  return at == all().end() ? nullptr : *at;
}

}  // namespace culprit::message
