// Both directions of a TLS connection: the hellos and the certificate; with the connection's keys also what
// is said inside.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "message/ability.h"
#include "message/message.h"
#include "message/stream_reader.h"
#include "message/tls_handshake.h"
#include "message/tls_hello.h"
#include "message/tls_open.h"

namespace culprit::message {

/// Is it the head of a record: kind, version 3.x, length?
bool is_tls_record(Bytes b);

/// Records are not held: what they say in the clear is passed on as it comes. Only where keys are at hand is
/// a record put together, and what it carries handed to another Identifier, whose messages are marked as
/// decrypted.
class TlsReader final : public flow::StreamReader, private MessageSink, private ContentListener {
 public:
  TlsReader(const flow::Endpoints& ends, MessageSink& sink, const Abilities& abilities);
  ~TlsReader() override;
  TlsReader(const TlsReader&) = delete;
  TlsReader& operator=(const TlsReader&) = delete;

  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override;
  void gap(flow::Side side, uint64_t missing, const flow::Stamp& stamp) override;
  void end(flow::Side side, const flow::Stamp& stamp) override;
  bool interested() const override { return !half_[0].done || !half_[1].done; }

 private:
  static constexpr size_t kHead = 5;
  struct Half {
    std::string head;  ///< of the next record, as far as it came
    uint8_t kind = 0;
    uint64_t left = 0;    ///< of the record
    bool done = false;    ///< nothing more of this side is read
    bool sealed = false;  ///< its records are protected
    std::string record;   ///< a protected one that is put together
    TlsHandshake handshake;
  };

  Bytes step(flow::Side side, Bytes bytes, const flow::Stamp& stamp);
  Bytes begin(flow::Side side, Bytes bytes);
  void clear(flow::Side side, Bytes piece, const flow::Stamp& stamp);
  void sealed(flow::Side side, const flow::Stamp& stamp);
  void message(flow::Side side, uint8_t kind, Bytes body, const flow::Stamp& stamp);
  void client_hello(Bytes body, const flow::Stamp& stamp);
  void server_hello(Bytes body);
  void certificate(Bytes body, const flow::Stamp& stamp);
  void inner_message(flow::Side side, uint8_t kind, Bytes body, const flow::Stamp& stamp);
  void inner_data(flow::Side side, const std::string& text, const flow::Stamp& stamp);

  // What the inner reader finds goes through here.
  uint64_t add(Message&& m) override;
  Message* find(uint64_t mark) override { return sink_.find(mark); }
  void note(const Note& n) override { sink_.note(n); }
  void name(NameRecord&& r) override { sink_.name(std::move(r)); }
  void limit(const char* what) override { sink_.limit(what); }
  void on_content(uint32_t, const Protocol&) override {}

  flow::Endpoints ends_;
  MessageSink& sink_;
  Abilities abilities_;
  Half half_[2];
  std::string client_random_;
  const TlsSecrets* secrets_ = nullptr;
  std::optional<TlsOpen> open_;
  std::unique_ptr<Identifier> identifier_;
  std::unique_ptr<flow::StreamReader> inner_;
};

}  // namespace culprit::message
