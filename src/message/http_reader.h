// Both directions of an HTTP/1 connection: requests as messages, answers written into them.
#pragma once
#include <cstdint>
#include <deque>
#include <string>

#include "flow/stream.h"
#include "message/ability.h"
#include "message/http_parser.h"
#include "message/message.h"

namespace culprit::message {

/// Answers belong to requests in order (RFC 9112 section 9.3.2), as long as nothing was missed.
class HttpReader final : public flow::StreamReader, private HttpListener {
 public:
  HttpReader(const flow::Endpoints& ends, MessageSink& sink, const Abilities& abilities)
      : ends_(ends), sink_(sink), abilities_(abilities), client_(*this, false), server_(*this, true) {}

  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    parser(side).data(bytes, stamp);
  }
  void gap(flow::Side side, uint64_t missing, const flow::Stamp& stamp) override;
  void end(flow::Side side, const flow::Stamp& stamp) override { parser(side).end(stamp); }
  bool interested() const override { return !client_.dead() || !server_.dead(); }

 private:
  struct Answer {
    uint16_t status = 0;
    flow::Stamp first, last;
    uint64_t bytes = 0;
    std::string text{}, server{};
  };
  /// A request from its head on, until it is given to the sink and answered.
  struct Pending {
    uint64_t mark = 0;
    bool added = false, answered = false, head = false, connect = false;
    bool login = false;  ///< it brings a password
    Answer answer{};
  };
  static constexpr size_t kMaxPending = 128;

  HttpParser& parser(flow::Side side) { return side == flow::from_client ? client_ : server_; }
  Framing on_head(const HttpHead& head, const flow::Stamp& stamp) override;
  void on_body(const HttpHead& head, Bytes bytes, const flow::Stamp& stamp) override;
  void on_done(const HttpHead& head, const flow::Stamp& stamp, bool whole) override;

  Framing request_head(const HttpHead& head, const flow::Stamp& stamp);
  Framing answer_head(const HttpHead& head, const flow::Stamp& stamp);
  void request_body(const HttpHead& head, Bytes bytes);
  void answer_body(Bytes bytes);
  void request_done(const HttpHead& head, bool whole);
  void answer_done(const HttpHead& head, const flow::Stamp& stamp);
  void add_request(const HttpHead& head);
  void publish(Pending& pending);
  static void write(const Answer& answer, Message& m);
  void note_last(const flow::Stamp& stamp);
  void note_request(const HttpHead& head);
  bool note_login(const HttpHead& head, const Message& m);

  flow::Endpoints ends_;
  MessageSink& sink_;
  Abilities abilities_;
  HttpParser client_, server_;
  std::deque<Pending> pending_;

  // The request that is being read; it is pending_.back().
  std::string body_;
  size_t keep_ = 0;
  uint64_t body_bytes_ = 0;
  flow::Stamp last_;
  bool reading_ = false;  // it is not complete
  bool expects_ =
      false;  // the client waits for "100 Continue" before it sends the body (RFC 9110 section 10.1.1)
  uint32_t cut_ = 0;

  // The answer that is being read belongs to pending_.front().
  bool matched_ = false;
  size_t answer_keep_ = 0;
};

}  // namespace culprit::message
