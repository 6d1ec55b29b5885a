#include "message/datagrams.h"

#include <algorithm>

#include "message/identify.h"

namespace culprit::message {

Datagrams::Datagrams(MessageSink& sink, const Abilities& abilities) : sink_(sink), abilities_(abilities) {}

void Datagrams::feed(const packet::Packet& p, flow::Conversation& c, uint32_t index) {
  if (identify(p, c, index)) read(p, c.reader - 1U);
}

bool Datagrams::identify(const packet::Packet& p, flow::Conversation& c, uint32_t index) {
  if (!c.content.empty() || c.tries >= kTries || p.payload.empty()) return c.reader != 0;
  ++c.tries;
  const Protocol* found = recognise(p, index);
  if (found == nullptr) return false;
  c.content = found->id;
  if (found->read_datagram != nullptr || found->open_datagrams != nullptr)
    c.reader = static_cast<uint16_t>(std::ranges::find(all(), found) - all().begin() + 1);
  return c.reader != 0;
}

const Protocol* Datagrams::recognise(const packet::Packet& p, uint32_t index) {
  const Identified found = identify_datagram(p);
  if (found.fit == Fit::yes) return found.protocol;
  Unsure& before = unsure_[index % unsure_.size()];
  if (found.fit == Fit::no || found.protocol->confirm == nullptr) return nullptr;
  if (before.index == index && before.protocol == found.protocol &&
      found.protocol->confirm({before.head.data(), before.size}, before.src == p.src, p))
    return found.protocol;
  const Bytes head = p.payload.sub(0, kUnsure);
  before = {
      .index = index, .protocol = found.protocol, .src = p.src, .size = static_cast<uint8_t>(head.size())};
  std::copy_n(head.data(), head.size(), before.head.data());
  return nullptr;
}

void Datagrams::read(const packet::Packet& p, size_t protocol) {
  const Protocol& by = *all()[protocol];
  if (by.probe_datagram(p) == Fit::no) return;
  if (by.read_datagram != nullptr) return by.read_datagram(p, sink_);
  if (readers_.empty()) readers_.resize(all().size());
  if (!readers_[protocol]) readers_[protocol] = by.open_datagrams(sink_, abilities_);
  readers_[protocol]->read(p);
}

}  // namespace culprit::message
