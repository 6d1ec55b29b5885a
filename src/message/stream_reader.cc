#include "message/stream_reader.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "message/identify.h"
#include "message/raw.h"

namespace culprit::message {
namespace {

constexpr size_t kHead = 64;       // what a probe is shown
constexpr size_t kMaxHeld = 8192;  // while it is undecided
constexpr uint32_t kMaxJoined = 256;
constexpr int kMaxTries = 64;      // segments of a connection whose beginning was not seen

flow::Side other(flow::Side side) {
  return side == flow::from_client ? flow::from_server : flow::from_client;
}

flow::Endpoints exchanged(const flow::Endpoints& e) {
  return {e.server, e.client, e.server_port, e.client_port, e.client_known};
}

class Relay final : public flow::StreamReader {
 public:
  Relay(const flow::Endpoints& ends, uint32_t conversation, MessageSink& sink, const Abilities& abilities,
        ContentListener& listener, uint32_t& joined, std::vector<uint16_t>& open)
      : ends_(ends),
        conversation_(conversation),
        sink_(sink),
        abilities_(abilities),
        listener_(listener),
        joined_(joined),
        open_(open) {}
  ~Relay() override {
    if (counted_ != nullptr) --*counted_;
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    const bool hold = !reader_ && !over_ && probe(side, bytes);
    if (reader_) return reader_->data(turned(side), bytes, stamp);
    if (raw_) raw_->data(side, bytes, stamp);
    if (!hold) return;
    held_.push_back({side, std::string(bytes.text()), stamp});
    held_bytes_ += bytes.size();
    if (held_bytes_ > kMaxHeld) give_up();
  }

  void gap(flow::Side side, uint64_t missing, const flow::Stamp& stamp) override {
    if (!reader_ && !over_) settle(side);
    if (reader_) return reader_->gap(turned(side), missing, stamp);
    if (!over_) read_raw(side);
    if (raw_) raw_->gap(side, missing, stamp);
    forget(side);
  }

  void end(flow::Side side, const flow::Stamp& stamp) override {
    if (!reader_ && !over_) settle(side);
    if (reader_) return reader_->end(turned(side), stamp);
    ended_[side] = true;
    if (!over_ && ended_[other(side)]) give_up();
  }

  bool interested() const override {
    return reader_ ? reader_->interested() : !over_ || (raw_ && raw_->interested());
  }

 private:
  struct Piece {
    flow::Side side;
    std::string bytes;
    flow::Stamp stamp;
  };

  flow::Side turned(flow::Side side) const { return turned_ ? other(side) : side; }

  // True while the bytes may still turn out to be something.
  bool probe(flow::Side side, Bytes bytes) {
    std::string& head = head_[side];
    if (head.size() >= kHead) return true;
    head += bytes.sub(0, kHead - head.size()).text();
    Identified found = identify_stream(side, Bytes(head), ends_.server_port);
    if (found.fit == Fit::no && !ends_.client_known) {
      found = identify_stream(other(side), Bytes(head), ends_.client_port);
      turned_ = found.fit == Fit::yes;
    }
    if (found.fit == Fit::yes) adopt(*found.protocol);
    if (found.fit == Fit::yes) return false;
    refused_[side] = found.fit == Fit::no || head.size() >= kHead;
    if (!refused_[side]) return true;
    if (!ends_.client_known) {
      read_raw(side);
      forget(side);
      return false;
    }
    if (refused_[other(side)]) give_up();
    return !over_;
  }

  // No more will come of this side: a protocol that is unsure is believed on its usual port.
  void settle(flow::Side side) {
    const Identified found = identify_stream(side, Bytes(head_[side]), ends_.server_port);
    if (found.fit == Fit::unsure && std::ranges::count(found.protocol->ports, ends_.server_port) != 0)
      adopt(*found.protocol);
  }

  void adopt(const Protocol& protocol) {
    listener_.on_content(conversation_, protocol);
    if (protocol.open != nullptr && has_room(protocol))
      reader_ = protocol.open(turned_ ? exchanged(ends_) : ends_, sink_, abilities_);
    over_ = !reader_;
    raw_.reset();
    for (const Piece& piece : std::exchange(held_, {})) {
      if (reader_) reader_->data(turned(piece.side), Bytes(piece.bytes), piece.stamp);
    }
  }

  // No protocol that we know: what is said is read as it comes.
  void give_up() {
    over_ = true;
    for (const flow::Side side : {flow::from_client, flow::from_server}) read_raw(side);
    held_.clear();
  }

  void read_raw(flow::Side side) {
    // Floods of segments that belong to no connection must not drive out what was said before.
    if (!raw_ && !ends_.client_known && joined_++ >= kMaxJoined) return;
    if (!raw_) raw_ = open_raw(ends_, sink_);
    for (const Piece& piece : held_)
      if (piece.side == side) raw_->data(side, Bytes(piece.bytes), piece.stamp);
  }

  // Readers that hold much are counted.
  bool has_room(const Protocol& protocol) {
    if (protocol.at_once == 0) return true;
    uint16_t& open = open_[static_cast<size_t>(std::ranges::find(all(), &protocol) - all().begin())];
    if (open >= protocol.at_once) {
      sink_.limit("connections-at-once");
      return false;
    }
    counted_ = &++open;
    return true;
  }

  // The bytes of `side` tell nothing. Where the connection's beginning was seen, nor will later ones.
  void forget(flow::Side side) {
    over_ = over_ || ends_.client_known || ++tries_ >= kMaxTries;
    held_bytes_ -= std::accumulate(held_.begin(), held_.end(), size_t{0}, [&](size_t sum, const Piece& p) {
      return sum + (p.side == side ? p.bytes.size() : 0);
    });
    std::erase_if(held_, [&](const Piece& p) { return p.side == side; });
    head_[side].clear();
    refused_[side] = false;
  }

  flow::Endpoints ends_;
  uint32_t conversation_;
  MessageSink& sink_;
  const Abilities& abilities_;
  ContentListener& listener_;
  uint32_t& joined_;  // connections that were read without their beginning, of all
  std::vector<uint16_t>& open_;
  uint16_t* counted_ = nullptr;  // where this connection is counted
  std::unique_ptr<flow::StreamReader> reader_, raw_;
  std::string head_[2];
  std::vector<Piece> held_;
  size_t held_bytes_ = 0;
  int tries_ = 0;
  bool refused_[2] = {}, ended_[2] = {};
  bool over_ = false;    // nothing more to find out
  bool turned_ = false;  // client and server had been guessed the wrong way round
};

}  // namespace

std::unique_ptr<flow::StreamReader> Identifier::open(const flow::Endpoints& ends, uint32_t conversation) {
  return std::make_unique<Relay>(ends, conversation, sink_, abilities_, listener_, joined_, open_);
}

}  // namespace culprit::message
