#include "message/listed.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "message/http_body.h"
#include "message/protocol.h"
#include "packet/listed.h"

namespace culprit::message {
namespace {

uint64_t pair_of(const Address& client, const Address& server) { return mix(client.hash(), server.hash()); }

/// What culprit calls a protocol of this name.
std::string_view id_of(std::string_view name) {
  std::string id = lower(name);
  if (id.starts_with("tls") || id.starts_with("ssl")) id = "tls";
  if (id.starts_with("ssh")) id = "ssh";
  if (id == "bootp") id = "dhcp";
  for (const Protocol* p : all())
    if (id == p->id) return p->id;
  return {};
}

/// Wireshark puts the content's type behind two blanks, and a blank behind every request.
std::string_view start_line(std::string_view info) {
  info = info.substr(0, info.find("  ("));
  return trim(info);
}

std::string_view take_word(std::string_view& text) {
  text = trim(text);
  const size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

}  // namespace

std::string_view ListedReader::read(const packet::Packet& packet) {
  const auto [name, info] = packet::listed_texts(packet);
  const std::string_view line = start_line(info);
  const StartLine kind = classify(line);
  if (packet.protocol == packet::proto::tcp && kind == StartLine::status) answer(packet, line);
  if (packet.protocol == packet::proto::tcp &&
      (kind == StartLine::request || kind == StartLine::simple_request))
    request(packet, line);
  if (info.starts_with("Standard query response")) names(packet, info);
  return id_of(name);
}

void ListedReader::request(const packet::Packet& packet, std::string_view line) {
  const flow::Stamp stamp{packet.time, packet.ref};
  HttpHead head;
  head.begin(classify(line), line, stamp);
  Message m;
  m.start = m.end = packet.time;
  m.first = m.last = packet.ref;
  m.client = packet.src;
  m.server = packet.dst;
  m.client_port = packet.src_port;
  m.server_port = packet.dst_port;
  read_head(m, head);
  if (open_.size() >= kMostOpen) open_.clear();
  open_[pair_of(m.client, m.server)] = sink_.add(std::move(m));
}

void ListedReader::answer(const packet::Packet& packet, std::string_view line) {
  const auto open = open_.find(pair_of(packet.dst, packet.src));
  Message* m = open == open_.end() ? nullptr : sink_.find(open->second);
  if (m == nullptr) return;
  HttpHead head;
  head.begin(classify(line), line, {packet.time, packet.ref});
  m->status = head.status;
  m->answer_start = m->answer_end = packet.time;
  m->answer_first = packet.ref;
  open_.erase(open);
}

/// "Standard query response 0x1a2b A example.com CNAME www.example.com A 192.0.2.1"
void ListedReader::names(const packet::Packet& packet, std::string_view info) {
  std::string name;
  std::string_view rest = info.substr(std::string_view("Standard query response").size());
  for (std::string_view type = take_word(rest); !type.empty(); type = take_word(rest)) {
    if (type != "A" && type != "AAAA") continue;
    const std::string_view value = take_word(rest);
    if (const auto address = Address::parse(value); address && !name.empty())
      sink_.name({name, *address, NameSource::dns, packet.time, packet.ref});
    else if (!address && name.empty())
      name = value;
  }
}

}  // namespace culprit::message
