// The first reader of every TCP connection: tells the protocol and hands over to its reader.
#pragma once
#include <cstdint>
#include <vector>

#include "flow/stream.h"
#include "message/ability.h"
#include "message/message.h"
#include "message/protocol.h"

namespace culprit::message {

/// Told which protocol a connection's conversation carries.
class ContentListener {
 public:
  virtual ~ContentListener() = default;
  virtual void on_content(uint32_t conversation, const Protocol& protocol) = 0;
};

/// Probes the first 64 bytes of each side. Where the roles of the two ends were only guessed and the bytes
/// fit the other way round, the roles are exchanged. A connection joined in its middle is probed anew with
/// each of its first segments. It must outlive its readers.
class Identifier final : public flow::StreamReaders {
 public:
  Identifier(MessageSink& sink, const Abilities& abilities, ContentListener& listener)
      : sink_(sink), abilities_(abilities), listener_(listener), open_(all().size()) {}
  std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, uint32_t conversation) override;

 private:
  MessageSink& sink_;
  Abilities abilities_;
  ContentListener& listener_;
  uint32_t joined_ = 0;  // connections read without their beginning
  std::vector<uint16_t>
      open_;  ///< connections that are read now, by the protocol's place in all(); where there is a limit
};

}  // namespace culprit::message
