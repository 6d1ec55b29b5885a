#include "audit/php_fold.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "audit/inflate_small.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

using Args = std::span<const Value>;

uint32_t union_of(Args args) {
  uint32_t out = 0;
  for (const Value& a : args) out |= a.items ? elements(a).from : a.from;
  return out & ~(kHandles | kChecked);
}

std::string rot13(std::string s) {
  for (char& c : s) {
    if (c >= 'a' && c <= 'z')
      c = static_cast<char>('a' + (c - 'a' + 13) % 26);
    else if (c >= 'A' && c <= 'Z')
      c = static_cast<char>('A' + (c - 'A' + 13) % 26);
  }
  return s;
}

std::optional<std::string> unhex(std::string_view s) {
  std::string out;
  for (size_t i = 0; i + 1 < s.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, code] = std::from_chars(s.data() + i, s.data() + i + 2, byte, 16);
    if (end != s.data() + i + 2) return std::nullopt;
    out += static_cast<char>(byte);
  }
  return out;
}

// PHP skips what is no base64; line breaks in the middle are common.
std::string unbase64(std::string_view s) {
  std::string plain;
  plain.reserve(s.size());
  for (const char c : s)
    if (static_cast<unsigned char>(c) > ' ') plain += c;
  return base64_decode(plain);
}

std::string uudecode(std::string_view s) {
  std::string out;
  while (!s.empty()) {
    const size_t line_end = std::min(s.find('\n'), s.size());
    const std::string_view line = s.substr(0, line_end);
    size_t want = line.empty() ? 0 : static_cast<size_t>((line[0] - 32) & 63);
    for (size_t i = 1; i + 3 < line.size() && want > 0; i += 4) {
      uint32_t bits = 0;
      for (size_t k = 0; k < 4; ++k) bits = bits << 6 | (static_cast<uint32_t>(line[i + k] - 32) & 63);
      for (int shift = 16; shift >= 0 && want > 0; shift -= 8, --want)
        out += static_cast<char>(bits >> shift);
    }
    s.remove_prefix(std::min(line_end + 1, s.size()));
  }
  return out;
}

// "&#115;" and "&#x73;"; names stay.
std::string entities(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    const size_t end = s.substr(i, 10).starts_with("&#") ? s.find(';', i) : std::string_view::npos;
    unsigned code = 0;
    const bool hex = i + 2 < s.size() && (s[i + 2] | 0x20) == 'x';
    const char* from = s.data() + i + (hex ? 3 : 2);
    if (end == std::string_view::npos || end > i + 9 ||
        std::from_chars(from, s.data() + end, code, hex ? 16 : 10).ptr != s.data() + end || code > 255) {
      out += s[i];
      continue;
    }
    out += static_cast<char>(code);
    i = end;
  }
  return out;
}

std::string quoted_printable(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    const auto byte = s[i] == '=' ? unhex(s.substr(i + 1, 2)) : std::nullopt;
    if (!byte || byte->size() != 1) {
      out += s[i];
      continue;
    }
    out += *byte;
    i += 2;
  }
  return out;
}

std::optional<std::string> decoded(std::string_view name, const std::string& in) {
  if (name == "base64_decode") return unbase64(in);
  if (name == "str_rot13") return rot13(in);
  if (name == "strrev") return std::string(in.rbegin(), in.rend());
  if (name == "hex2bin") return unhex(in);
  if (name == "gzinflate") return inflate_raw(in, kMaxText);
  if (name.starts_with("gz") || name == "zlib_decode") return inflate_any(in, kMaxText);
  if (name == "urldecode") return percent_decode(in, true);
  if (name == "rawurldecode") return percent_decode(in, false);
  if (name == "convert_uudecode") return uudecode(in);
  if (name == "html_entity_decode") return entities(in);
  if (name == "quoted_printable_decode") return quoted_printable(in);
  return std::nullopt;
}

// What only turns or spells a text says nothing by itself; unpacking does.
bool is_packing(std::string_view name) {
  return name != "strrev" && name != "urldecode" && name != "rawurldecode" && name != "html_entity_decode";
}

Value fold_decode(std::string_view name, Args args) {
  Value out = Value::made(union_of(args.first(1)) | (is_packing(name) ? kDecoded : 0));
  if (!args[0].known) return out;
  if (auto plain = decoded(name, args[0].text)) {
    out.text = std::move(*plain);
    out.known = true;
    out.from |= kBuilt;
  }
  return out;
}

Value fold_pack(std::string_view name, Args args) {
  Value out = Value::made(union_of(args) | kDecoded);
  if (name != "pack" || args.size() < 2 || !args[0].known || !args[1].known) return out;
  if (args[0].text.starts_with("H"))
    if (auto plain = unhex(args[1].text)) return Value::of(std::move(*plain), out.from | kBuilt);
  if (!args[0].text.starts_with("C") && !args[0].text.starts_with("c")) return out;
  std::string text;
  for (const Value& a : args.subspan(1)) {
    int64_t code = 0;
    if (!a.known || !number_of(a.text, code)) return out;
    text += static_cast<char>(code);
  }
  return Value::of(std::move(text), out.from | kBuilt);
}

Value fold_join(Args args) {
  Value out = Value::made(union_of(args));
  const Value* array = args[0].items ? &args[0] : args.size() > 1 && args[1].items ? &args[1] : nullptr;
  if (!array) return out;
  const std::string glue =
      args.size() > 1 ? (array == &args[0] ? args[1].text : args[0].text) : std::string{};
  std::string text;
  for (const auto& [key, value] : *array->items) {
    if (!value.known || text.size() > kMaxText) return out;
    if (&value != &array->items->front().second) text += glue;
    text += value.text;
  }
  return Value::of(std::move(text), out.from | kBuilt);
}

std::string replaced(const std::string& text, std::string_view what, std::string_view with) {
  if (what.empty()) return text;
  std::string out;
  size_t from = 0;
  for (size_t at = 0; (at = text.find(what, from)) != std::string::npos && out.size() < kMaxText;
       from = at + what.size())
    out.append(text, from, at - from).append(with);
  return out.append(text, from);
}

std::string translated(std::string text, std::string_view from, std::string_view to) {
  for (char& c : text)
    if (const size_t at = from.rfind(c); at < to.size() && at != std::string_view::npos) c = to[at];
  return text;
}

// substr_replace("sysxxtem", "", 3, 2)
Value fold_splice(Args args, Value out) {
  int64_t from = 0, count = INT32_MAX;
  if (!args[0].known || !args[1].known || !number_of(args[2].text, from)) return out;
  if (args.size() > 3 && !number_of(args[3].text, count)) return out;
  const auto size = static_cast<int64_t>(args[0].text.size());
  if (from < 0) from = std::max<int64_t>(0, from + size);
  if (from > size || count < 0) return out;
  std::string text = args[0].text;
  text.replace(static_cast<size_t>(from), static_cast<size_t>(std::min(count, size - from)), args[1].text);
  return Value::of(std::move(text), out.from | kBuilt);
}

Value fold_replace(std::string_view name, Args args) {
  Value out = Value::made(union_of(args));
  if (args.size() < 3) return out;
  const bool turned = name == "strtr";
  const Value& subject = turned ? args[0] : args[2];
  if (name == "substr_replace") return fold_splice(args, out);
  if (!subject.known || (name != "strtr" && !name.starts_with("str_"))) return out;
  const Value &what = turned ? args[1] : args[0], &with = turned ? args[2] : args[1];
  std::string text = subject.text;
  if (what.items && with.known) {
    for (const auto& [key, value] : *what.items)
      if (value.known) text = replaced(text, value.text, with.text);
  } else if (what.known && with.known) {
    text = turned ? translated(std::move(text), what.text, with.text) : replaced(text, what.text, with.text);
  } else {
    return out;
  }
  return Value::of(std::move(text), out.from | kBuilt);
}

Value fold_substring(Args args) {
  Value out = Value::made(union_of(args.first(1)));
  int64_t from = 0, count = INT32_MAX;
  if (!args[0].known || args.size() < 2 || !args[1].known || !number_of(args[1].text, from)) return out;
  if (args.size() > 2 && !(args[2].known && number_of(args[2].text, count))) return out;
  const auto size = static_cast<int64_t>(args[0].text.size());
  if (from < 0) from = std::max<int64_t>(0, from + size);
  if (from > size) return out;
  if (count < 0) count = std::max<int64_t>(0, size - from + count);
  return Value::of(args[0].text.substr(static_cast<size_t>(from), static_cast<size_t>(count)),
                   out.from | kBuilt);
}

Value fold_format(Args args) {
  Value out = Value::made(union_of(args));
  constexpr size_t kMaxFormat = 2000;
  if (!args[0].known || args[0].text.size() > kMaxFormat) {
    out.from |= args.size() > 1 ? kPartial : 0;
    return out;
  }
  Value text = Value::of("");
  size_t next = 1;
  const std::string& f = args[0].text;
  for (size_t i = 0; i < f.size(); ++i) {
    const bool place = f[i] == '%' && i + 1 < f.size();
    if (place) ++i;
    if (!place || f[i] == '%') {
      text = joined(text, Value::of(std::string(1, f[i])));
    } else if (next < args.size()) {
      const Value& given = args[next++];
      text = joined(text, f[i] == 'c' ? fold_call(Word::chr, "chr", {&given, 1}) : given);
    }
  }
  text.from |= out.from;
  return text;
}

Value fold_split(std::string_view name, Args args) {
  Value out = Value::made(union_of(args));
  const bool by_length = name == "str_split" || name == "mb_str_split";
  if (!args[0].known || (!by_length && (name != "explode" || args.size() < 2 || !args[1].known))) return out;
  auto items = std::make_shared<Items>();
  const std::string_view text = by_length ? args[0].text : args[1].text;
  int64_t length = 1;
  if (by_length && args.size() > 1 && !number_of(args[1].text, length)) return out;
  if (length < 1 || text.size() > 65536 || (!by_length && args[0].text.empty())) return out;
  for (size_t at = 0; at <= text.size() && !(by_length && at == text.size());) {
    const size_t end = by_length ? std::min(text.size(), at + static_cast<size_t>(length))
                                 : std::min(text.find(args[0].text, at), text.size());
    items->emplace_back(std::to_string(items->size()),
                        Value::of(std::string(text.substr(at, end - at)), out.from | kBuilt));
    at = by_length ? end : end + args[0].text.size();
  }
  out.items = std::move(items);
  return out;
}

// base_convert("1751504350", 10, 36) is "system".
Value based(Args args) {
  int64_t from = 0, to = 0;
  unsigned long long number = 0;
  const std::string& digits = args[0].text;
  Value out = Value::made(args[0].from | kDecoded | kBuilt);
  if (args.size() < 3 || !number_of(args[1].text, from) || !number_of(args[2].text, to) || from < 2 ||
      from > 36 || to < 2 || to > 36)
    return out;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), number, static_cast<int>(from)).ec !=
      std::errc())
    return out;
  char text[80];
  const auto end = std::to_chars(std::begin(text), std::end(text), number, static_cast<int>(to)).ptr;
  return Value::of(std::string(text, end), out.from);
}

// A JSON text: its escapes are those of a script's texts, but for \uNNNN.
Value json_text(const Value& v) {
  std::string inner = v.text.substr(1, v.text.size() - 2);
  for (size_t at = 0; (at = inner.find("\\u00", at)) != std::string::npos;) inner.replace(at, 4, "\\x");
  bool built = false;
  Value out = Value::of(unescape(inner, built), v.from);
  if (built) out.from |= kBuilt;
  return out;
}

// trim() and the like: the text stays nearly what it was.
Value fold_pass(std::string_view name, Args args) {
  Value out = args[0];
  out.from = union_of(args) | (args[0].from & kUdp);
  if (!out.known) return out;
  if (name == "strtolower" || name == "lcfirst")
    out.text = lower(out.text);
  else if (name.ends_with("trim"))
    out.text = std::string(trim(out.text));
  else if (name == "strtoupper")
    for (char& c : out.text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  else if (name == "basename")
    out.text = out.text.substr(out.text.find_last_of("/\\") + 1);
  else if (name == "base_convert")
    out = based(args);
  else if (name == "json_decode" && out.text.starts_with('"') && out.text.ends_with('"') &&
           out.text.size() > 1)
    out = json_text(out);
  else if (name != "strval" && name != "stripslashes" && name != "ucfirst" && name != "addslashes" &&
           name != "ucwords")
    out.known = false, out.text.clear();
  return out;
}

Value fold_chr(Args args) {
  int64_t code = 0;
  const uint32_t from = union_of(args) & ~kCode;
  if (args[0].known && number_of(args[0].text, code))
    return Value::of(std::string(1, static_cast<char>(code)), from | kBuilt);
  return Value::made(from | kDecoded);
}

// hexdec("73")
Value fold_digits(std::string_view name, const Value& v) {
  const int base = name[0] == 'h' ? 16 : name[0] == 'b' ? 2 : 8;
  int64_t number = 0;
  if (!v.known) return Value::made(v.from == 0 ? 0 : v.from | kCode);
  const auto [end, code] = std::from_chars(v.text.data(), v.text.data() + v.text.size(), number, base);
  return code == std::errc() ? Value::of(std::to_string(number), kCode | kDecoded) : Value{};
}

}  // namespace

Value fold_call(Word word, std::string_view name, Args args) {
  if (args.empty()) return {};
  switch (word) {
    case Word::decode:
      return fold_decode(name, args);
    case Word::chr:
      return fold_chr(args);
    case Word::ord:
      if (name.ends_with("dec")) return fold_digits(name, args[0]);
      return args[0].known && !args[0].text.empty()
                 ? Value::of(std::to_string(static_cast<uint8_t>(args[0].text[0])), kCode | kDecoded)
                 : Value::made(args[0].from == 0 ? 0 : args[0].from | kCode);
    case Word::pass:
      return fold_pass(name, args);
    case Word::join:
      return fold_join(args);
    case Word::split:
      return fold_split(name, args);
    case Word::pack:
      return fold_pack(name, args);
    case Word::format:
      return fold_format(args);
    case Word::replace:
      return fold_replace(name, args);
    case Word::substring:
      return fold_substring(args);
    case Word::length:
      return args[0].known ? Value::of(std::to_string(args[0].text.size())) : Value{};
    case Word::take_first:
      return Value::made(union_of(args));
    default:
      return {};
  }
}

}  // namespace culprit::audit
