// What applications say to each other: one request, answer or command, with its parts named.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/ref.h"
#include "base/time.h"
#include "message/names.h"
#include "message/note.h"

namespace culprit::message {

enum class Kind : uint8_t {
  http_request,
  text_line,  ///< a line of text: IRC, or a protocol that nobody knows
  binary,     ///< a piece of such a protocol that is no text, as it came
  dns_text,   ///< an answer of DNS that holds text
};

/// Where in a message a value stood.
enum class Place : uint8_t { path, query, form, json, multipart, xml, cookie, header, body, line };

/// One named value, percent-decoded once. Bytes from the wire: escape before showing.
struct Field {
  Place place;
  std::string name;
  std::string value;
};

/// One message. Everything in it is bounded (kMaxLine, kMaxFields, kMaxValue); what did not fit is counted in
/// `cut`.
struct Message {
  Kind kind = Kind::http_request;
  bool downward = false;  ///< said by the server to the client (an answer of DNS is)
  Time start, end;       ///< its first and last byte (the time that a lag is counted from is `end`)
  FrameRef first, last;  ///< the frames of its first and last byte
  Address client, server;
  uint16_t client_port = 0, server_port = 0;
  std::string line;           ///< request line or command as sent, without the line end
  std::string method;         ///< GET, POST, PUT ...
  std::string path;           ///< percent-decoded path without the query
  std::string host;           ///< the Host header
  std::vector<Field> fields;  ///< in the order of the message
  uint32_t cut = 0;           ///< fields or bytes that did not fit
  bool decrypted = false;     ///< read with keys that the capture or its owner brought

  // The answer, where one was seen on the same connection.
  uint16_t status = 0;  ///< 0 = none seen
  Time answer_start, answer_end;
  FrameRef answer_first;
  uint64_t answer_bytes = 0;
  std::string answer_text;    ///< the beginning of its body, inflated, at most kMaxAnswer bytes
  std::string answer_server;  ///< what the server says it is, at most kMaxServer bytes

  /// The line of a log that tells of it, too; 0 = known from the wire only. Where `first.frame` is 0, the log
  /// alone tells of it: then it arrived at some moment from `start` to `end`, by the capture's clock.
  uint32_t log_file = 0;
  uint64_t log_line = 0;
};

inline constexpr size_t kMaxLine = 2048, kMaxFields = 128, kMaxValue = 1024, kMaxBody = 16384,
                        kMaxAnswer = 512, kMaxServer = 160;

/// Who said it, and to whom.
inline const Address& sender(const Message& m) { return m.downward ? m.server : m.client; }
inline const Address& receiver(const Message& m) { return m.downward ? m.client : m.server; }

/// Takes what the readers of protocols find. A message whose answer comes later is given at once and
/// completed later (`find`).
class MessageSink {
 public:
  virtual ~MessageSink() = default;
  /// Returns a mark for the message, for `answered`.
  virtual uint64_t add(Message&& message) = 0;
  /// The message marked so, to write its answer into; null if it is no longer kept.
  virtual Message* find(uint64_t mark) = 0;
  /// What is only counted (views in it are valid during the call).
  virtual void note(const Note&) {}
  /// A name for an address.
  virtual void name(NameRecord&&) {}
  /// A cap was met: the key under which the case counts it.
  virtual void limit(const char*) {}
};

}  // namespace culprit::message
