#include "message/http_body.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "message/fields.h"

namespace culprit::message {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr size_t kMaxHeaderFields =
    80;  // of kMaxFields: headers must not be able to push the body's fields out

enum class Type { form, json, multipart, xml, plain, other };

bool holds(std::string_view text, std::string_view part) { return text.find(part) != kNone; }

Type type_of(const HttpHead& head) {
  const std::string type = lower(head.header("content-type"));
  if (holds(type, "x-www-form-urlencoded")) return Type::form;
  if (holds(type, "json")) return Type::json;
  if (holds(type, "multipart/")) return Type::multipart;
  if (holds(type, "xml")) return Type::xml;
  return type.empty() || type.starts_with("text/") ? Type::plain : Type::other;
}

// Without a usable type the body itself tells.
Type sniff(std::string_view body) {
  const std::string_view text = trim(body.substr(0, 256));
  if (text.starts_with('{') || text.starts_with('[')) return Type::json;
  if (text.starts_with("<?xml") || text.starts_with("<methodCall") || text.starts_with("<D:"))
    return Type::xml;
  const size_t equals = text.find('=');
  const bool form = equals != kNone && equals != 0 && text.find_first_of(" \t\r\n<>{}\"") == kNone;
  return form ? Type::form : Type::plain;
}

// Headers that say nothing about the sender's intent, or have a place of their own in the message.
bool is_plumbing(std::string_view name) {
  static constexpr std::array<std::string_view, 11> names{
      "host",   "connection",      "content-length", "transfer-encoding", "keep-alive",   "expect",
      "accept", "accept-encoding", "cookie",         "authorization",     "content-range"};
  return std::ranges::any_of(names, [&](std::string_view n) { return iequals(n, name); });
}

// RFC 7617: base64 of "account:password"; RFC 7616: username="account". The password is never kept.
void read_authorization(Message& m, std::string_view value) {
  const size_t blank = value.find(' ');
  const std::string_view scheme = value.substr(0, blank);
  if (iequals(scheme, "basic") && blank != kNone) {
    const std::string pair = base64_decode(trim(value.substr(blank)));
    add_field(m, Place::header, "Authorization", pair.substr(0, pair.find(':')));
  } else if (iequals(scheme, "digest")) {
    std::string parameters = ';' + std::string(value.substr(scheme.size()));
    std::ranges::replace(parameters, ',', ';');
    add_field(m, Place::header, "Authorization", parameter(parameters, "username"));
  } else {
    add_field(m, Place::header, "Authorization", scheme);
  }
}

void read_target(Message& m, std::string_view target) {
  const size_t scheme = target.find("://");
  if (scheme != kNone &&
      scheme < 10) {  // absolute form (RFC 9112 section 3.2.2): its host replaces the header
    target.remove_prefix(scheme + 3);
    const size_t slash = std::min(target.find_first_of("/?"), target.size());
    m.host = target.substr(0, std::min<size_t>(slash, 256));
    target.remove_prefix(slash);
  }
  target = target.substr(0, target.find('#'));
  const size_t mark = target.find('?');
  const std::string_view path = target.substr(0, std::min(mark, kMaxLine));
  m.path = percent_decode(path, false);
  read_path(m, path);
  if (mark != kNone) read_form(m, Place::query, target.substr(mark + 1));
}

}  // namespace

size_t worth_keeping(const HttpHead& head) {
  const bool packed = !head.header("content-encoding").empty() || head.has("transfer-encoding", "gzip");
  return packed || type_of(head) != Type::other ? kMaxBody : kMaxValue;
}

bool decode_body(const HttpHead& head, std::string& body, size_t max_out, const Abilities& abilities) {
  const std::string coding = lower(head.header("content-encoding"));
  const bool packed = holds(coding, "gzip") || holds(coding, "deflate") ||
                      head.has("transfer-encoding", "gzip") || head.has("transfer-encoding", "deflate");
  if (!packed && (coding.empty() || coding == "identity")) return true;
  if (body.empty()) return true;
  const bool able = packed && abilities.inflate != nullptr;
  body = able ? abilities.inflate(Bytes(body), max_out) : std::string();
  return !body.empty();
}

void read_head(Message& m, const HttpHead& head) {
  m.kind = Kind::http_request;
  m.line = head.line.substr(0, kMaxLine);
  m.method = head.method;
  m.cut += head.cut + (head.line.size() > kMaxLine);
  m.host = head.header("host").substr(0, 256);
  read_target(m, head.target);
  for (const auto& [name, value] : head.headers) {
    if (m.fields.size() >= kMaxHeaderFields) {
      ++m.cut;
      break;
    }
    if (iequals(name, "cookie"))
      read_cookies(m, value);
    else if (iequals(name, "authorization"))
      read_authorization(m, value);
    else if (!is_plumbing(name))
      add_field(m, Place::header, name, value);
  }
}

void read_body(Message& m, const HttpHead& head, std::string body, const Abilities& abilities) {
  if (body.empty()) return;
  if (!decode_body(head, body, kMaxBody, abilities)) {
    ++m.cut;
    return;
  }
  const Type declared = type_of(head);
  const Type type = declared == Type::plain || declared == Type::other ? sniff(body) : declared;
  switch (type) {
    case Type::form:
      return read_form(m, Place::form, trim(body));
    case Type::json:
      return read_json(m, body);
    case Type::multipart:
      return read_multipart(m, body, parameter(head.header("content-type"), "boundary"));
    case Type::xml:
      return read_xml(m, body);
    default:
      return declared == Type::other ? add_field(m, Place::body, "", body) : read_plain(m, body);
  }
}

}  // namespace culprit::message
