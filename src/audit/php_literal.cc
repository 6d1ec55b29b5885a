// Functions and objects made on the spot; literals, and the variables inside them.
#include <algorithm>

#include "audit/php_walk.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

constexpr size_t kMaxInner = 4096, kMaxParts = 500;

}  // namespace
// ---- Functions on the spot

Value Walker::closure() {
  while (more() && !is('(')) ++i_;
  if (!more()) return {};
  const size_t open = i_;
  size_t at = skip_pair(open);
  const auto sign = [&](uint16_t code) {
    return token(at).kind == TokenKind::sign && token(at).code == code;
  };
  const size_t end = std::min(tk_.all.size(), at + 512);  // "use (...)" and a type
  while (at < end && !sign('{') && !sign(';')) ++at;
  if (at >= tk_.all.size() || !sign('{')) return {};
  i_ = at;
  return on_the_spot(open, [this, at](Function& f) {
    f.tokens = &tk_;
    f.begin = at;
    f.end = skip_pair(at);
    const int loops = loop_;
    statement();
    loop_ = loops;
  });
}

Value Walker::arrow_function() {
  while (more() && !is('(')) ++i_;
  const size_t open = i_;
  i_ = skip_pair(i_) + 1;
  while (more() && !is(kDoubleArrow) && !is(';')) ++i_;
  accept(kDoubleArrow);
  return on_the_spot(open, [this](Function& f) {
    f.tokens = &tk_;
    f.begin = i_;
    f.is_expression = true;
    f.result = expression();
    f.end = i_;
  });
}

// Parameters are those of the new function while `body` is read; the other variables are those around it.
Value Walker::on_the_spot(size_t open, const std::function<void(Function&)>& body) {
  Function f;
  const size_t close = skip_pair(open);
  for (size_t i = open; i < close && f.parameters.size() < 8; ++i)
    if (token(i).kind == TokenKind::variable) f.parameters.emplace_back(text(token(i)).substr(1));
  for (size_t p = 0; p < f.parameters.size(); ++p)
    static_cast<Value&>((*st_.local)[f.parameters[p]]) = Value::made(kParameter << p);
  f.depth = st_.depth;
  Function* const before = std::exchange(st_.function, &f);
  Value* const returned = std::exchange(st_.returned, nullptr);
  const bool exact = std::exchange(exact_, false);
  body(f);
  exact_ = exact;
  st_.returned = returned;
  st_.function = before;
  // The tokens of a piece of a text are gone after it has been read.
  if (passing_) f.tokens = nullptr;
  for (const std::string& p : f.parameters) st_.local->erase(p);
  const std::string key = "{" + std::to_string(st_.depth) + ":" + std::to_string(open);
  if (st_.functions.size() < 20'000) st_.functions.insert_or_assign(key, std::move(f));
  return Value::of(key, kClosure);
}

Value Walker::construct() {
  const size_t at = now().begin;
  ++i_;
  if (is(Word::kw_class)) {  // an anonymous class
    ++i_;
    arguments();
    declaration();
    return {};
  }
  Value name;
  std::string_view type;
  if (more() && now().kind == TokenKind::name) {
    type = text(now());
    ++i_;
  } else {
    Place p;
    name = primary(p);
    if (name.known) type = name.text;
  }
  std::vector<Value> args = arguments();
  const bool given = std::ranges::any_of(args, [](const Value& v) { return elements(v).is(kRequest); });
  if (name.is(kRequest) && !name.is(kPartial) && given)
    st_.add(Act::call_request, name.is(kIndirect | kChecked), at, "new");
  if (type.starts_with('\\')) type.remove_prefix(1);
  const Word word = word_of(type);
  Value made;
  made = constructed(word, type, args, at);
  while (more() && (is(kArrow) || is(kSafeArrow))) {
    Place p;
    ++i_;
    made = member(made, p, false);
  }
  return made;
}

Value Walker::constructed(Word word, std::string_view type, std::vector<Value>& args, size_t at) {
  const Value first = args.empty() ? Value{} : args[0];
  if (word == Word::reflection) {
    Value made = first;
    made.from |= kClosure;
    return made;
  }
  if (iequals(type, "COM") && lower(first.text).find("shell") != std::string::npos)
    return Value::of("system", kClosure);  // WScript.Shell and its kin
  if (word == Word::holder) return elements(first);
  if (word == Word::file_object) return call_file(Word::open_file, lower(type), args, at);
  if (word == Word::list_dir) {
    st_.reaches(Sink::list, first, at, type);
    return {};
  }
  if (first.is(kUpload)) st_.zip_uploaded = true;
  const auto f = st_.functions.find("->__construct");
  if (f != st_.functions.end()) call_function(f->second, args, at);
  Value made = Value::made(kObject);
  if (f == st_.functions.end())
    for (const Value& a : args) made.from |= elements(a).from & (kRequest | kRemote | kNetwork | kIndirect);
  if (lower(type).ends_with("exception")) return made;
  if (made.is(kRequest | kRemote | kNetwork)) made.from |= kIndirect;
  return made;
}

Value Walker::evaluate() {
  const Token t = now();
  ++i_;
  Value v;
  const bool property = peek().kind == TokenKind::variable && text(peek()) == "$this";
  if (accept('(')) {
    v = expression();
    accept(')');
  } else {
    v = binary(2);
  }
  st_.reaches(Sink::code, v, t.begin, "eval");
  if (property) st_.evals_property = true;
  if (v.known && !v.text.empty()) walk_text(st_, v.text, t.begin, true);
  return {};
}

// ---- Literals

Value Walker::literal(const Token& t) {
  const std::string_view s = text(t);
  if (t.kind == TokenKind::string) return Value::of(unescape_single(s));
  if (s.find('$') == std::string_view::npos) {
    bool built = false;
    std::string plain = unescape(s, built);
    return Value::of(std::move(plain), built ? kBuilt : 0);
  }
  return quoted(s);
}

// "...$name[key]...{$expression}...${name}..."
Value Walker::quoted(std::string_view s) {
  Value out = Value::of("");
  bool built = false;
  size_t from = 0;
  size_t parts = 0;
  for (size_t i = 0; i < s.size();) {
    if (parts > kMaxParts) {
      st_.reach.incomplete = true;
      break;
    }
    if (s[i] == '\\') {
      i += 2;
      continue;
    }
    const bool braces = s.substr(i, 2) == "{$" || s.substr(i, 2) == "${";
    const auto next = i + 1 < s.size() ? static_cast<unsigned char>(s[i + 1]) : '\0';
    const bool simple = s[i] == '$' && (next == '_' || (next | 0x20u) - 'a' < 26u || next >= 0x80);
    if (!braces && !simple) {
      ++i;
      continue;
    }
    ++parts;
    if (i > from) out = joined(out, Value::of(unescape(s.substr(from, i - from), built)));
    if (simple) {
      out = joined(out, simple_variable(s, i));
    } else {
      const size_t close = i + std::min(s.substr(i, kMaxInner).find('}'), s.size() - i);
      const std::string_view expr = s.substr(i + (s[i] == '{' ? 1 : 0), close - i - (s[i] == '{' ? 1 : 0));
      out = joined(out, inner(s[i] == '{' ? std::string(expr) : std::string(expr) + '}'));
      i = std::min(close + 1, s.size());
    }
    from = i;
  }
  if (from < s.size()) out = joined(out, Value::of(unescape(s.substr(from), built)));
  if (built) out.from |= kBuilt;
  return out;
}

Value Walker::simple_variable(std::string_view s, size_t& at) {
  const auto letter = [](unsigned char c) {
    return c == '_' || (c | 0x20u) - 'a' < 26u || (c >= '0' && c <= '9') || c >= 0x80;
  };
  const size_t begin = ++at;
  while (at < s.size() && letter(static_cast<unsigned char>(s[at]))) ++at;
  Place place;
  Value v = variable(s.substr(begin, at - begin), place);
  if (at < s.size() && s[at] == '[') {
    const size_t close = at + std::min(s.substr(at, kMaxInner).find(']'), s.size() - at);
    v = indexed(v, Value::of(std::string(s.substr(at + 1, close - at - 1))), place);
    at = std::min(close + 1, s.size());
  } else if (s.substr(at, 2) == "->" && at + 2 < s.size() && letter(static_cast<unsigned char>(s[at + 2]))) {
    const size_t name = at + 2;
    for (at = name; at < s.size() && letter(static_cast<unsigned char>(s[at]));) ++at;
    v = read({Place::Kind::property, std::string(s.substr(name, at - name)), false, {}});
  }
  return v;
}

Value Walker::inner(std::string_view code) {
  if (code.size() > 4096 || level_ > kMaxLevel / 2) return {};
  const std::string kept(code);
  Tokens tokens;
  read_php(kept, tokens, true, 2000);
  match_pairs(tokens);
  Walker w(st_, tokens, 0, tokens.all.size());
  w.passing_ = true;
  w.level_ = level_ + 20;
  w.globals_ = globals_;
  w.loop_ = loop_;
  // Places inside a text are told as the place of the text.
  if (st_.depth++ == 0) st_.nested_at = token(i_ - 1).begin;
  Value v = w.expression();
  --st_.depth;
  return v;
}

Value Walker::shell(const Token& t) {
  const Value v = quoted(text(t));
  st_.reaches(Sink::command, v, t.begin, "`");
  return {};
}

}  // namespace culprit::audit
