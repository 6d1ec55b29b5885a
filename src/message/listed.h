// Messages as far as the Info column of a packet list shows them.
#pragma once
#include <cstdint>
#include <unordered_map>

#include "message/message.h"
#include "packet/packet.h"

namespace culprit::message {

/// "GET /webdav/..php?act=phptools HTTP/1.1" in a row becomes a request, "HTTP/1.1 200 OK" its answer, and
/// "Standard query response ... A example.com A 192.0.2.1" a name. Headers and bodies are not in a list.
class ListedReader {
 public:
  explicit ListedReader(MessageSink& sink) : sink_(sink) {}
  /// Reads a row's texts. Gives the id of the protocol that the list names, "" where culprit knows none of
  /// that name.
  std::string_view read(const packet::Packet& packet);

 private:
  static constexpr size_t kMostOpen = 4096;  // pairs of hosts with a request that may still be answered

  void request(const packet::Packet& packet, std::string_view line);
  void answer(const packet::Packet& packet, std::string_view line);
  void names(const packet::Packet& packet, std::string_view info);

  MessageSink& sink_;
  std::unordered_map<uint64_t, uint64_t> open_;  // from the pair's hash to the mark of its latest request
};

}  // namespace culprit::message
