#include "attribute/log_message.h"

#include "base/text.h"
#include "message/fields.h"

namespace culprit::attribute {

using message::Message;
using message::Place;

Message message_of(const capture::LogLine& line, const capture::LogMore& more) {
  Message m;
  m.start = line.time;
  m.end = line.time + more.resolution;
  m.log_file = line.file;
  m.log_line = line.number;
  m.client = Address::parse(line.client).value_or(Address{});
  m.method = line.method;
  m.host = line.vhost.substr(0, message::kMaxValue);
  m.status = line.status;
  m.answer_bytes = more.bytes;
  if (more.duration >= 0) m.answer_start = m.answer_end = line.time + more.duration;
  const std::string target = capture::unescape_log(line.target.substr(0, message::kMaxLine));
  const size_t at = target.find('?');
  const std::string query =
      at == std::string::npos ? std::string(line.query.substr(0, message::kMaxLine)) : target.substr(at + 1);
  const std::string asked = target.substr(0, at);
  m.path = percent_decode(asked, false);
  m.line = m.method + ' ' + asked + (query.empty() ? "" : "?" + query);
  if (!more.protocol.empty()) m.line += ' ' + std::string(more.protocol);
  message::read_path(m, asked);
  message::read_form(m, Place::query, query);
  if (!more.agent.empty()) message::add_field(m, Place::header, "User-Agent", more.agent);
  if (!more.referer.empty()) message::add_field(m, Place::header, "Referer", more.referer);
  return m;
}

}  // namespace culprit::attribute
