// The smallest parts of expressions: variables, names, arrays, literals, and functions written on the spot.
#include <algorithm>

#include "audit/php_walk.h"
#include "base/text.h"

namespace culprit::audit {
// ---- Primary

Value Walker::primary(Place& place) {
  const Deeper deeper(*this);
  if (!more() || level_ > kMaxLevel) {
    if (more()) ++i_;
    return {};
  }
  const Token t = now();
  switch (t.kind) {
    case TokenKind::variable:
      ++i_;
      return variable(text(t).substr(1), place);
    case TokenKind::name:
      return named();
    case TokenKind::number:
      ++i_;
      return Value::of(std::string(text(t).substr(0, 40)));
    case TokenKind::string:
    case TokenKind::text:
      ++i_;
      return literal(t);
    case TokenKind::shell:
      ++i_;
      return shell(t);
    case TokenKind::sign:
      break;
    default:
      return {};
  }
  switch (t.code) {
    case '$':
      return dollar(place);
    case '[':
      ++i_;
      return array(']');
    case '{':
    case '}':
    case ')':
    case ']':
    case ';':
    case ',':
    case ':':
      return {};
    case '(': {
      ++i_;
      Value v = expression();
      if (!accept(')')) skip_to(')'), accept(')');
      return v;
    }
    case '#':
      i_ = skip_pair(i_ + 1) + 1;
      return {};
    default:
      ++i_;
      return {};
  }
}

Value Walker::array(uint16_t close) {
  auto items = std::make_shared<Items>();
  std::vector<Place> places;
  Value out;
  while (more() && !is(close)) {
    const size_t before = i_;
    Place place;
    const bool plain = now().kind == TokenKind::variable && (peek().code == ',' || peek().code == close);
    Value v = plain ? postfix(place) : expression();
    std::string key = std::to_string(items->size());
    if (accept(kDoubleArrow)) {
      if (v.known) key = v.text;
      out.from |= v.from & kRequest;
      v = expression();
    }
    if (plain) places.push_back(place);
    out.from |= elements(v).from & ~(kBuilt | kPartial | kHandles);
    if (items->size() < 2000) items->emplace_back(std::move(key), std::move(v));
    if (!accept(',') && i_ == before) ++i_;
  }
  accept(close);
  listed_ = std::move(places);
  out.items = std::move(items);
  return out;
}

Value Walker::named() {
  const Token t = now();
  switch (t.word) {
    case Word::kw_array:
    case Word::kw_list:
      if (peek().code == '(') {
        i_ += 2;
        return array(')');
      }
      break;
    case Word::kw_eval:
      return evaluate();
    case Word::kw_isset:
    case Word::kw_empty:
    case Word::kw_unset:
      ++i_;
      if (is('(')) i_ = skip_pair(i_) + 1;
      return {};
    case Word::kw_exit:
      ++i_;
      if (is('(')) {
        ++i_;
        echo();
        accept(')');
      }
      return {};
    case Word::kw_match:
      if (peek().code == '(') {
        ++i_;
        arguments();
        if (accept('{')) return elements(array('}'));
      }
      return {};
    default:
      break;
  }
  const Token& next = peek();
  if (next.kind == TokenKind::sign && next.code == '(') return call_by_name();
  ++i_;
  if (next.kind == TokenKind::sign && next.code == kDoubleColon)
    return Value::made(iequals(text(t), "ffi") || iequals(text(t), "\\ffi") ? kForeign : 0u);
  std::string_view name = text(t);
  name.remove_prefix(name.starts_with('\\') ? 1 : 0);
  if (const auto at = st_.constants.find(name); at != st_.constants.end()) return at->second;
  if (iequals(name, "__FILE__")) return Value::made(kOwnName);
  if (iequals(name, "null") || iequals(name, "false")) return Value::of("");
  if (iequals(name, "true")) return Value::of("1");
  if (name.starts_with("__") && name.ends_with("__")) return {};
  if (name == "DIRECTORY_SEPARATOR" || name == "DS") return Value::of("/");
  if (name == "PHP_EOL") return Value::of("\n");
  return Value::of(std::string(name));
}

Value Walker::call_by_name() {
  const Token t = now();
  ++i_;
  std::string_view name = text(t);
  if (const size_t at = name.rfind('\\'); at != std::string_view::npos) name.remove_prefix(at + 1);
  if (is_callable_itself()) return Value::of(lower(name));
  std::vector<Value> args = arguments();
  return call(lower(name), args, t.begin, 0);
}

Value Walker::member(const Value& object, Place& place, bool is_static) {
  place = {};
  if (!more()) return {};
  const Token t = now();
  std::string name;
  Value computed_name;
  if (t.kind == TokenKind::name) {
    name = text(t);
    ++i_;
  } else if (t.kind == TokenKind::variable) {
    ++i_;
    Place p;
    if (is_static && !is('('))
      name = text(t).substr(1);
    else
      computed_name = variable(text(t).substr(1), p);
  } else if (accept('{')) {
    computed_name = expression();
    accept('}');
  }
  if (name.empty() && computed_name.known) name = computed_name.text;
  if (is('(')) {
    if (is_callable_itself()) return name.empty() ? computed_name : Value::of(name, kClosure);
    std::vector<Value> args = arguments();
    return call_method(object, name, computed_name, args, t.begin, is_static);
  }
  if (name.empty()) {
    if (computed_name.is(kRequest)) call_special("->__get", std::vector<Value>{computed_name}, t.begin);
    return {};
  }
  if (object.items && !object.is(kObject)) return element(object, Value::of(name));  // (object)["f" => ...]
  place = {Place::Kind::property, name, false, {}};
  Value v = read(place);
  v.from |= object.from & (kRequest | kIndirect | kRemote | kNetwork | kDecoded);
  return v;
}

/// "system(...)": the function itself as a value (PHP 8.1).
bool Walker::is_callable_itself() {
  const bool so = is('(') && peek().kind == TokenKind::sign && peek().code == kEllipsis &&
                  peek(2).kind == TokenKind::sign && peek(2).code == ')';
  if (so) i_ += 3;
  return so;
}

std::vector<Value> Walker::arguments() {
  std::vector<Value> out;
  std::vector<Place> places;
  if (!accept('(')) return out;
  while (more() && !is(')')) {
    const size_t before = i_;
    Place place;
    if (now().kind == TokenKind::name && peek().code == ':' && peek().kind == TokenKind::sign &&
        peek(2).code != ':')
      i_ += 2;
    const bool spread = is(kEllipsis);
    const bool plain = now().kind == TokenKind::variable && (peek().code == ',' || peek().code == ')') &&
                       peek().kind == TokenKind::sign;
    Value v = plain ? postfix(place) : expression();
    // "...$_GET" is as many as the client sends.
    for (int n = spread && v.is(kRequest) ? 3 : 1; n > 0 && out.size() < 512; --n) {
      out.push_back(v);
      places.push_back(place);
    }
    if (!accept(',') && i_ == before) ++i_;
  }
  accept(')');
  given_ = std::move(places);
  return out;
}

}  // namespace culprit::audit
