// HTTP/1 (RFC 9110, RFC 9112): told by its start line, read by HttpReader.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "message/http_reader.h"
#include "message/protocol.h"

namespace culprit::message {
namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr std::array<uint16_t, 12> kPorts{80,   8080, 8000, 8008, 8081, 8088,
                                          8888, 3128, 5000, 3000, 9000, 9200};

// RFC 9110 section 9, RFC 5789, and the WebDAV family: RFC 4918, 3253, 3648, 3744, 5323, 4791.
constexpr std::string_view kMethods =
    " get post head put delete options trace connect patch propfind proppatch mkcol copy move lock unlock "
    "report search"
    " checkin checkout uncheckout merge update label version-control acl bind unbind rebind mkactivity "
    "mkcalendar"
    " orderpatch purge baseline-control ";

bool is_known(std::string_view method) {
  return !method.empty() && kMethods.find(' ' + lower(method) + ' ') != kNone;
}
bool may_become_known(std::string_view start) { return kMethods.find(' ' + lower(start)) != kNone; }
bool is_upper(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_target_start(std::string_view target) {
  return target.starts_with('/') || target.starts_with('*') || target.starts_with("http://") ||
         target.starts_with("https://");
}

Fit probe_answer(std::string_view head) {
  static constexpr std::string_view mark = "HTTP/1.";
  if (head.size() < mark.size() + 5)
    return mark.starts_with(head.substr(0, mark.size())) ? Fit::unsure : Fit::no;
  return classify(head) == StartLine::status && head.starts_with(mark) ? Fit::yes : Fit::no;
}

Fit probe_request(std::string_view head) {
  while (head.starts_with("\r\n") || head.starts_with('\n'))
    head.remove_prefix(head.starts_with('\n') ? 1 : 2);
  const size_t blank = head.find(' ');
  if (blank == kNone) return head.size() <= 16 && may_become_known(head) ? Fit::unsure : Fit::no;
  const std::string_view method = head.substr(0, blank), rest = head.substr(blank + 1);
  const bool known = is_known(method);
  if (!known && (method.size() < 3 || method.size() > 20 || !is_upper(method))) return Fit::no;
  if (rest.empty()) return Fit::unsure;
  if (iequals(method, "CONNECT"))
    return rest.find(" HTTP/1") != kNone ? Fit::yes : head.size() < 64 ? Fit::unsure : Fit::no;
  if (!is_target_start(rest))
    return rest.size() < 8 && std::string_view("https://").starts_with(rest) ? Fit::unsure : Fit::no;
  const size_t end = rest.find('\n');
  const std::string_view line = trim(rest.substr(0, end));
  if (line.find(" RTSP/") != kNone || line.find(" SIP/") != kNone) return Fit::no;
  if (line.find(" HTTP/1") != kNone) return Fit::yes;
  if (end != kNone)
    return classify(head.substr(0, blank + 1 + end)) == StartLine::simple_request ? Fit::yes : Fit::no;
  return head.size() < 64 ? Fit::unsure : known ? Fit::yes : Fit::no;
}

Fit probe(flow::Side side, Bytes head, uint16_t) {
  return side == flow::from_client ? probe_request(head.text()) : probe_answer(head.text());
}

std::unique_ptr<flow::StreamReader> open(const flow::Endpoints& ends, MessageSink& sink,
                                         const Abilities& abilities) {
  return std::make_unique<HttpReader>(ends, sink, abilities);
}

}  // namespace

extern const Protocol http;
const Protocol http{.id = "http", .probe_stream = probe, .open = open, .ports = kPorts};

}  // namespace culprit::message
