#include "message/order.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace culprit::message {
namespace {

using knowledge::Trigger;

std::optional<uint64_t> whole_number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// The part of a URL that names the host: "udp://192.0.2.1:80/x" -> "192.0.2.1".
std::string_view host_part(std::string_view value) {
  if (const size_t scheme = value.find("://"); scheme != std::string_view::npos)
    value.remove_prefix(scheme + 3);
  value = value.substr(0, value.find('/'));
  if (std::ranges::count(value, ':') == 1) value = value.substr(0, value.find(':'));
  return value;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_';
}

bool plausible(std::string_view role, std::string_view value) {
  if (role == "victim") return looks_like_host(value);
  const auto n = whole_number(value);
  if (role == "seconds") return n && *n >= 1 && *n <= 86400;
  if (role == "port") return n && *n <= 65535;
  if (role == "size" || role == "count") return n.has_value();
  return !value.empty() && value.size() <= 32;
}

/// Headers and path segments name things of HTTP itself (Host, X-Forwarded-For); roles are looked for in what
/// the client chose to pass on.
bool is_parameter(const Field& f) { return f.place != Place::header && f.place != Place::path; }

const Field* find_role(const Message& m, const knowledge::Role& role) {
  for (const std::string_view name : role.names) {
    for (const Field& f : m.fields) {
      const size_t dot = f.name.rfind('.');
      const std::string_view last =
          dot == std::string::npos ? f.name : std::string_view(f.name).substr(dot + 1);
      if (is_parameter(f) && iequals(last, name) && plausible(role.role, f.value)) return &f;
    }
  }
  return nullptr;
}

bool has_mark(const Message& m, const Trigger& t) {
  return std::ranges::any_of(m.fields, [&](const Field& f) {
    return is_parameter(f) && std::ranges::any_of(t.marks, [&](const knowledge::Mark& mark) {
             return iequals(f.name, mark.name) && iequals(f.value, mark.value);
           });
  });
}

bool fits(const Trigger& t, const OrderForm& form) {
  const auto has = [&](std::string_view role) { return form.role(role) != nullptr; };
  if (!has("victim")) return false;
  if (form.marked) return true;
  return std::ranges::all_of(t.requires_all, has) &&
         (t.requires_any.empty() || std::ranges::any_of(t.requires_any, has));
}

OrderForm read(const Message& m, const Trigger& t) {
  OrderForm form;
  form.trigger = &t;
  form.marked = has_mark(m, t);
  const std::string path = lower(m.path);
  form.script = std::ranges::any_of(t.suffixes, [&](std::string_view s) { return path.ends_with(s); });
  form.known_path =
      std::ranges::any_of(t.paths, [&](std::string_view s) { return path.find(s) != std::string::npos; });
  for (const knowledge::Role& role : t.roles) {
    if (const Field* f = find_role(m, role)) form.roles.emplace_back(role.role, f->value);
  }
  return form;
}

const Trigger* trigger_of(std::string_view channel) {
  for (const Trigger& t : knowledge::triggers())
    if (t.channel == channel) return &t;
  return nullptr;
}

/// The words of a line: what stands between blanks and signs that part lists.
std::vector<std::string_view> words_of(std::string_view line) {
  static constexpr std::string_view between = " \t|;,=&\"{}<>";
  std::vector<std::string_view> out;
  for (size_t at = 0; at < line.size() && out.size() < 64;) {
    const size_t end = std::min(line.find_first_of(between, at), line.size());
    if (end > at) out.push_back(line.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

bool is_verb(std::string_view word, const Trigger& t) {
  while (!word.empty() && std::string_view(".!@-+/$#*").find(word.front()) != std::string_view::npos)
    word.remove_prefix(1);
  return std::ranges::any_of(t.verbs, [&](std::string_view verb) { return iequals(word, verb); });
}

/// A verb, then whom, then a number.
std::optional<OrderForm> read_text_order(const Message& m) {
  const Trigger* t = trigger_of(m.method.empty() ? "text" : "irc");
  if (t == nullptr || m.fields.empty()) return std::nullopt;
  OrderForm form;
  form.trigger = t;
  bool number = false;
  for (const std::string_view word : words_of(m.fields.front().value)) {
    if (form.role("method") == nullptr && is_verb(word, *t)) {
      form.roles.emplace_back("method", word);
    } else if (form.role("victim") == nullptr && !whole_number(word) && looks_like_host(word)) {
      form.roles.emplace_back("victim", word);
    } else {
      number = number || whole_number(word);
    }
  }
  if (!number || form.role("victim") == nullptr || form.role("method") == nullptr) return std::nullopt;
  return form;
}

/// Mirai's form: length (16 bits, that of all of it), seconds (32), vector, number of targets, each four bytes
/// and a prefix length, number of options, each key, length and text. Vectors and keys differ between forks
/// but for key 7, the port.
std::optional<OrderForm> read_binary_order(const Message& m) {
  const Bytes b(m.fields.empty() ? std::string_view{} : std::string_view(m.fields.front().value));
  const uint32_t seconds = b.be32(2);
  const size_t targets = b[7];
  if (b.size() < 13 || b.be16(0) != b.size() || seconds == 0 || seconds > 86400 || targets == 0 || targets > 64)
    return std::nullopt;
  size_t at = 8 + targets * 5;
  if (!b.has(at, 1)) return std::nullopt;
  OrderForm form;
  form.trigger = trigger_of("binary");
  form.marked = true;
  for (size_t i = 0; i < targets; ++i)
    if (b[8 + i * 5 + 4] > 32) return std::nullopt;
  form.roles.emplace_back("victim", Address::ip4(b.be32(8)).text());
  form.roles.emplace_back("seconds", std::to_string(seconds));
  const size_t options = b[at++];
  for (size_t i = 0; i < options; ++i) {
    const size_t size = b[at + 1];
    if (!b.has(at, 2 + size)) return std::nullopt;
    const std::string_view text = b.sub(at + 2, size).text();
    if (b[at] == 7 && whole_number(text)) form.roles.emplace_back("port", text);
    at += 2 + size;
  }
  return at == b.size() && form.trigger != nullptr ? std::optional(form) : std::nullopt;
}

}  // namespace

const std::string* OrderForm::role(std::string_view name) const {
  for (const auto& [role, value] : roles) {
    if (role == name) return &value;
  }
  return nullptr;
}

std::optional<uint64_t> OrderForm::number(std::string_view name) const {
  const std::string* value = role(name);
  return value == nullptr ? std::nullopt : whole_number(*value);
}

bool looks_like_host(std::string_view value) {
  const std::string_view host = host_part(trim(value));
  if (host.empty() || host.size() > 253) return false;
  if (Address::parse(host)) return true;
  if (const auto n = whole_number(host)) return *n > 0x0100'0000 && *n <= 0xffff'ffff;
  const size_t dot = host.find('.');
  return dot != std::string_view::npos && dot != 0 && std::ranges::all_of(host, is_name_character) &&
         std::ranges::any_of(host, [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
}

std::optional<OrderForm> read_order(const Message& m) {
  if (m.kind == Kind::binary) return read_binary_order(m);
  if (m.kind != Kind::http_request) return read_text_order(m);
  if (m.fields.empty()) return std::nullopt;
  std::optional<OrderForm> best;
  for (const Trigger& t : knowledge::triggers()) {
    if (t.channel != "http") continue;
    OrderForm form = read(m, t);
    if (fits(t, form) && (!best || form.marked > best->marked || form.roles.size() > best->roles.size()))
      best = std::move(form);
  }
  return best;
}

}  // namespace culprit::message
