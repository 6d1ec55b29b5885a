// Telnet (RFC 854): it opens with option negotiation, IAC WILL/WONT/DO/DONT option.
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "message/fields.h"
#include "message/line_reader.h"
#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 2> kPorts{23, 2323};

bool is_option(Bytes b) { return b[0] == 0xff && b[1] >= 0xfb && b[1] <= 0xfe && b[2] < 50; }

// On other ports two of them.
Fit probe(flow::Side, Bytes head, uint16_t server_port) {
  if (head[0] != 0xff || (head.size() >= 3 && !is_option(head))) return Fit::no;
  if (head.size() < 3) return Fit::unsure;
  if (server_port == 23 || server_port == 2323 || is_option(head.sub(3))) return Fit::yes;
  return head.size() < 6 ? Fit::unsure : Fit::no;
}

/// Cuts both sides into lines, without the option negotiation in them (RFC 854: IAC, command, option; RFC 855
/// subnegotiations up to IAC SE).
class Plain {
 public:
  std::string strip(Bytes bytes) {
    std::string out;
    for (size_t i = 0; i < bytes.size(); ++i) take(bytes[i], out);
    return out;
  }

 private:
  enum class State : uint8_t { text, iac, option, sub, sub_iac };
  void take(uint8_t c, std::string& out) {
    switch (state_) {
      case State::text:
        if (c == 0xff)
          state_ = State::iac;
        else if (c != 0)
          out += static_cast<char>(c);
        return;
      case State::iac:
        state_ = c == 0xfa ? State::sub : c >= 0xfb && c <= 0xfe ? State::option : State::text;
        return;
      case State::option:
        state_ = State::text;
        return;
      case State::sub:
        if (c == 0xff) state_ = State::sub_iac;
        return;
      case State::sub_iac:
        state_ = c == 0xf0 ? State::text : State::sub;
        return;
    }
  }
  State state_ = State::text;
};

// What is typed becomes messages, but for passwords: what the server last said tells which is which.
class Reader final : public flow::StreamReader {
 public:
  Reader(const flow::Endpoints& ends, MessageSink& sink) : ends_(ends), sink_(sink) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override {
    const std::string text = plain_[side].strip(bytes);
    if (side == flow::from_server) return said(text, stamp);
    for (const char c : text) typed(c, stamp);
  }
  void gap(flow::Side side, uint64_t, const flow::Stamp&) override {
    if (side == flow::from_client) line_.clear();
  }
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return true; }

 private:
  enum class Prompt : uint8_t { none, account, password };

  void said(std::string_view text, const flow::Stamp& stamp) {
    tail_ += lower(text.substr(text.size() - std::min<size_t>(text.size(), 160)));
    if (tail_.size() > 160) tail_.erase(0, tail_.size() - 160);
    static constexpr std::string_view kRefusals[] = {"incorrect", "failed", "denied", "invalid"};
    const auto says = [&](std::string_view word) { return tail_.find(word) != std::string::npos; };
    if (tried_ && std::ranges::any_of(kRefusals, says)) judge(NoteKind::login_refused, stamp);
    const std::string_view end = trim(tail_);
    if (end.ends_with("login:") || end.ends_with("username:") || end.ends_with("user:") ||
        end.ends_with("user name:")) {
      if (tried_) judge(NoteKind::login_refused, stamp);
      prompt_ = Prompt::account;
    } else if (end.ends_with("password:") || end.ends_with("passwd:") || end.ends_with("passcode:")) {
      prompt_ = Prompt::password;
    } else if (tried_ &&
               (end.ends_with('$') || end.ends_with('#') || end.ends_with('>') || end.ends_with('%'))) {
      judge(NoteKind::login_accepted, stamp);
    }
  }

  void typed(char c, const flow::Stamp& stamp) {
    if ((c == '\b' || c == '\x7f') && !line_.empty()) {
      line_.pop_back();
    } else if (c == '\r' || c == '\n') {
      if (!line_.empty() || prompt_ == Prompt::password) entered(stamp);
      line_.clear();
    } else if (line_.size() < kMaxLine) {
      line_ += c;
    }
  }

  void entered(const flow::Stamp& stamp) {
    const Prompt prompt = std::exchange(prompt_, Prompt::none);
    tail_.clear();
    if (prompt == Prompt::password) {
      tried_ = true;
      return note(NoteKind::login, stamp);
    }
    if (prompt == Prompt::account) {
      account_ = line_.substr(0, 256);
      return;
    }
    Message m;
    m.kind = Kind::text_line;
    m.start = m.end = stamp.time;
    m.first = m.last = stamp.ref;
    m.client = ends_.client;
    m.server = ends_.server;
    m.client_port = ends_.client_port;
    m.server_port = ends_.server_port;
    m.method = "TELNET";
    m.host = account_;
    m.line = line_;
    add_field(m, Place::line, "text", line_);
    sink_.add(std::move(m));
  }

  void judge(NoteKind kind, const flow::Stamp& stamp) {
    tried_ = false;
    note(kind, stamp);
  }
  void note(NoteKind kind, const flow::Stamp& stamp) {
    Note n = note_of(kind, "telnet", ends_, stamp);
    n.text = account_;
    sink_.note(n);
  }

  flow::Endpoints ends_;
  MessageSink& sink_;
  Plain plain_[2];
  std::string line_, tail_, account_;
  Prompt prompt_ = Prompt::none;
  bool tried_ = false;
};

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink, const Abilities&) {
  return std::make_unique<Reader>(ends, sink);
}

}  // namespace

extern const Protocol telnet;
const Protocol telnet{.id = "telnet", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
