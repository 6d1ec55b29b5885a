// A connection or datagrams spoken in tests, and what the readers made of them.
#pragma once
#include <string>
#include <vector>

#include "message/datagrams.h"
#include "message/stream_reader.h"

namespace culprit::message {

/// Keeps what the readers say, as text.
class Heard final : public MessageSink, public ContentListener {
 public:
  uint64_t add(Message&& m) override {
    messages.push_back(std::move(m));
    return messages.size();
  }
  Message* find(uint64_t mark) override { return mark <= messages.size() ? &messages[mark - 1] : nullptr; }
  void note(const Note& n) override {
    notes += std::string(message::name(n.kind)) + '(' + std::string(n.text) +
             (n.number == 0 ? "" : " " + std::to_string(n.number)) + ") ";
    kept.push_back(n);
  }
  void name(NameRecord&& r) override {
    names += r.name + '=' + r.address.text() + '(' + message::name(r.source) + ") ";
  }
  void on_content(uint32_t, const Protocol& protocol) override { content = protocol.id; }

  std::string notes, names, content;
  std::vector<Note> kept;  ///< their views are no longer valid
  std::vector<Message> messages;
};

/// One TCP connection from 192.0.2.5 to 192.0.2.53.
class Talk {
 public:
  explicit Talk(uint16_t port, const Abilities& abilities = {}, bool known = true)
      : identifier_(heard, abilities, heard),
        reader_(
            identifier_.open({Address::ip4(0xc0000205), Address::ip4(0xc0000235), 40000, port, known}, 0)) {}
  Talk& client(const std::string& text) { return say(flow::from_client, text); }
  Talk& server(const std::string& text) { return say(flow::from_server, text); }
  Talk& gap(flow::Side side, uint64_t missing) {
    reader_->gap(side, missing, stamp());
    return *this;
  }
  bool interested() const { return reader_->interested(); }

  Heard heard;

 private:
  Talk& say(flow::Side side, const std::string& text) {
    if (reader_->interested()) reader_->data(side, Bytes(text), stamp());
    return *this;
  }
  flow::Stamp stamp() {
    ++frame_;
    return {Time{static_cast<int64_t>(frame_)}, {0, frame_}};
  }
  uint64_t frame_ = 0;
  Identifier identifier_;
  std::unique_ptr<flow::StreamReader> reader_;
};

/// One UDP packet, as the engine would pass it on.
inline Heard heard_of(const std::string& payload, uint16_t src_port, uint16_t dst_port,
                      const Abilities& abilities = {}, uint32_t src = 0xc0000205, uint32_t dst = 0xc0000235) {
  Heard heard;
  Datagrams datagrams(heard, abilities);
  packet::Packet p;
  p.protocol = packet::proto::udp;
  p.src = Address::ip4(src);
  p.dst = Address::ip4(dst);
  p.src_port = src_port;
  p.dst_port = dst_port;
  p.payload = Bytes(payload);
  p.payload_wire = static_cast<uint32_t>(payload.size());
  flow::Conversation c;
  datagrams.feed(p, c, 0);
  heard.content = c.content;
  return heard;
}

}  // namespace culprit::message
