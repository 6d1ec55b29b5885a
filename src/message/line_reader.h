// What readers of connections made of text lines have in common.
#pragma once
#include <string>
#include <string_view>

#include "message/lines.h"
#include "message/message.h"

namespace culprit::message {

/// Cuts both sides into lines and says what it finds to the sink. A gap drops the line that it is in.
class LineReader : public flow::StreamReader {
 public:
  LineReader(const char* protocol, const flow::Endpoints& ends, MessageSink& sink)
      : protocol_(protocol), ends_(ends), sink_(sink) {}
  void data(flow::Side side, Bytes bytes, const flow::Stamp& stamp) override;
  void gap(flow::Side side, uint64_t missing, const flow::Stamp& stamp) override;
  void end(flow::Side, const flow::Stamp&) override {}
  bool interested() const override { return !over_; }

 protected:
  /// One line without its end.
  virtual void line(flow::Side side, std::string_view text, const flow::Stamp& stamp) = 0;
  /// Lines of this side were lost.
  virtual void lost(flow::Side) {}
  /// Nothing that follows matters.
  void stop() { over_ = true; }
  void tell(NoteKind kind, std::string_view text, uint32_t number, const flow::Stamp& stamp);
  /// What the program of this side says of itself.
  void software(flow::Side side, std::string_view text, const flow::Stamp& stamp) {
    tell(NoteKind::software, text, side, stamp);
  }
  /// A text_line of this connection; `line` is the command as sent.
  Message command(std::string_view line, const flow::Stamp& stamp) const;
  MessageSink& sink() { return sink_; }
  const flow::Endpoints& ends() const { return ends_; }

 private:
  const char* protocol_;
  flow::Endpoints ends_;
  MessageSink& sink_;
  Lines lines_[2];
  bool over_ = false;
};

/// One word off the front, and the blanks behind it.
std::string_view take_word(std::string_view& rest);
/// The status that an answer of three digits begins with ("250-..."); 0 = it has none.
uint32_t status_of(std::string_view line);
/// Is it the last line of its answer ("250 ..." after "250-...")?
bool is_last(std::string_view line);
/// "<a@b>" -> "a@b"; quotes and brackets gone, the rest as it is.
std::string_view unwrapped(std::string_view text);
/// The account of a SASL PLAIN message (RFC 4616): what stands between the first two zeros.
std::string plain_account(std::string_view base64);

}  // namespace culprit::message
