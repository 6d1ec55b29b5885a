// Expressions, by precedence. A sign that fits nowhere ends an expression; the caller sees to it that reading
// goes on.
#include <algorithm>
#include <array>

#include "audit/php_walk.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

// Levels of the binary signs; 0: none. Assignments are read where their left side is.
int level_of(const Token& t) {
  if (t.kind == TokenKind::name) {
    switch (t.word) {
      case Word::kw_and:
      case Word::kw_or:
      case Word::kw_xor:
        return 1;
      case Word::kw_instanceof:
        return 13;
      default:
        return 0;
    }
  }
  if (t.kind != TokenKind::sign) return 0;
  switch (t.code) {
    case '?':
      return 3;
    case kCoalesce:
      return 4;
    case kLogic:
      return 5;
    case '|':
      return 6;
    case '^':
      return 7;
    case '&':
      return 8;
    case '<':
    case '>':
    case kCompare:
    case kEqual:
    case kUnequal:
      return 9;
    case kShift:
    case '.':
      return 10;
    case '+':
    case '-':
      return 11;
    case '*':
    case '/':
    case '%':
      return 12;
    case kPower:
      return 14;
    default:
      return 0;
  }
}

bool is_hash(const Value& v) {
  const bool size = v.text.size() == 32 || v.text.size() == 40 || v.text.size() == 60 || v.text.size() == 64;
  return v.known && size && (v.text[0] == '$' || std::ranges::all_of(v.text, [](unsigned char c) {
                               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
                                      (c >= 'A' && c <= 'F');
                             }));
}

}  // namespace

// ---- Binary

Value Walker::binary(int level) {
  const Deeper deeper(*this);
  if (level_ > kMaxLevel) {
    if (more()) ++i_;
    return {};
  }
  Value left = unary();
  while (more()) {
    const Token op = now();
    const int its = level_of(op);
    if (its == 0 || its < level) break;
    ++i_;
    if (op.code == '|' && op.kind == TokenKind::sign && is('>')) {  // $x |> f(...), PHP 8.5
      ++i_;
      const Value callee = binary(its + 1);
      left = call_value(callee, {std::move(left)}, op.begin, "|>");
      continue;
    }
    left = op.code == '?' && op.kind == TokenKind::sign ? ternary(std::move(left))
                                                        : apply(op, std::move(left), its);
  }
  return left;
}

Value Walker::ternary(Value condition) {
  Value yes = is(':') ? std::move(condition) : binary(0);
  accept(':');
  return either(yes, binary(3));
}

/// A loop that goes on until a number is reached that the client gave, or a large one.
void Walker::note_bound(const Value& a, const Value& b) {
  constexpr int64_t kMany = 100;
  for (const Value* v : {&a, &b}) {
    int64_t n = 0;
    counts_ = counts_ || v->is(kRequest | kNetwork | kArgument | kParameters) ||
              (v->known && number_of(v->text, n) && n >= kMany);
  }
}

Value Walker::apply(const Token& op, Value left, int level) {
  if (op.kind == TokenKind::name) {
    binary(op.word == Word::kw_instanceof ? 14 : level + 1);
    return {};
  }
  const Value right = binary(level + (op.code == kCoalesce ? 0 : 1));
  switch (op.code) {
    case '.':
      st_.folded += left.known && right.known ? 0 : 1;
      if (left.known && right.known && left.text.size() + right.text.size() <= kMaxText) {
        if (!left.text.empty() && !right.text.empty()) left.from |= kBuilt;
        left.from |= right.from;
        left.text += right.text;
        return left;
      }
      return joined(left, right);
    case kCoalesce:
      return either(left, right);
    case '^':
    case '|':
    case '&':
      return bitwise(static_cast<char>(op.code), left, right);
    case kEqual:
    case kUnequal:
      if ((left.is(kHashed) && is_hash(right)) || (right.is(kHashed) && is_hash(left)))
        st_.add(Act::gate, true, op.begin, "hash");
      note_bound(left, right);
      return compared(op.code == kEqual, left, right);
    case '<':
    case '>':
    case kCompare:
      note_bound(left, right);
      return ordered(text(op), left, right);
    case kShift:
      return computed(text(op) == "<<" ? 'l' : 'r', left, right);
    case '+':
      if (left.items || right.items) return either(left, right);
      if (left.is(kRequest) && right.is(kRequest)) return Value::made(kRequest | kIndirect);  // two arrays
      return computed('+', left, right);
    case '-':
    case '*':
    case '/':
    case '%':
      return computed(static_cast<char>(op.code), left, right);
    default:
      return {};
  }
}

// ---- Unary

Value Walker::unary() {
  ++st_.steps;
  if (!more()) return {};
  bool taken = false;
  Value v = now().kind == TokenKind::sign   ? unary_sign(taken)
            : now().kind == TokenKind::name ? unary_word(taken)
                                            : Value{};
  if (taken) return v;
  Place place;
  v = postfix(place);
  return assignment(std::move(v), place);
}

Value Walker::unary_sign(bool& taken) {
  const uint16_t code = now().code;
  taken = true;
  switch (code) {
    case '!': {
      ++i_;
      const auto truth = truth_of(binary(13));
      return exact_ && truth ? Value::of(*truth ? "" : "1") : Value{};
    }
    case '-':
    case '+': {
      ++i_;
      const Value v = binary(13);
      return code == '-' ? computed('-', Value::of("0"), v) : v;
    }
    case '~':
      ++i_;
      return inverted(binary(13));
    case '@':
    case '&':
    case kEllipsis: {
      const Deeper deeper(*this);
      ++i_;
      return level_ > kMaxLevel ? Value{} : unary();
    }
    case kIncrement:
    case kDecrement: {
      ++i_;
      Place place;
      Value v = postfix(place);
      v = code == kIncrement ? incremented(v) : computed('-', v, Value::of("1"));
      assign(place, v);
      return v;
    }
    case '(':
      if (cast()) {
        const bool plain =
            token(i_ - 2).word == Word::none && lower(text(token(i_ - 2))).find_first_of("ifd") == 0;
        Value v = binary(13);
        return plain && !v.known ? Value{} : v;
      }
      break;
    default:
      break;
  }
  taken = false;
  return {};
}

// "(int)" and its kin; leaves i_ behind it.
bool Walker::cast() {
  static constexpr std::array<std::string_view, 13> types{"int",     "integer", "float",  "double", "bool",
                                                          "boolean", "string",  "binary", "object", "unset",
                                                          "real",    "array",   "int64"};
  if (peek().kind != TokenKind::name || peek(2).code != ')' || peek(2).kind != TokenKind::sign) return false;
  if (std::ranges::find(types, lower(text(peek()))) == types.end()) return false;
  i_ += 3;
  return true;
}

Value Walker::unary_word(bool& taken) {
  const Token t = now();
  taken = true;
  switch (t.word) {
    case Word::kw_include: {
      ++i_;
      const Value v = binary(2);
      st_.reaches(Sink::include, v, t.begin, text(t));
      return {};
    }
    case Word::kw_throw:
      ++i_;
      return st_.thrown = either(st_.thrown, binary(1));
    case Word::kw_print:
    case Word::kw_yield:
    case Word::kw_clone:
    case Word::kw_return:
      ++i_;
      return binary(1);
    case Word::kw_new:
      return construct();
    case Word::kw_function:
      return closure();
    case Word::kw_fn:
      if (peek().code == '(' || peek().code == '&') return arrow_function();
      break;
    case Word::kw_static:
      if (peek().word == Word::kw_function || peek().word == Word::kw_fn) {
        ++i_;
        return unary();
      }
      break;
    default:
      break;
  }
  taken = false;
  return {};
}

// ---- Postfix and assignment

Value Walker::postfix(Place& place) {
  Value v = primary(place);
  while (more() && now().kind == TokenKind::sign && postfix_step(v, place)) {
  }
  return v;
}

bool Walker::postfix_step(Value& v, Place& place) {
  const Token t = now();
  const Token& before = token(i_ - 1);
  switch (t.code) {
    case '[': {
      ++i_;
      const Value index = is(']') ? Value{} : expression();
      accept(']');
      v = indexed(v, index, place);
      return true;
    }
    case '{': {  // $a{0}, until PHP 7.4
      if (before.kind != TokenKind::variable || peek(2).code != '}' || peek(2).kind != TokenKind::sign)
        return false;
      ++i_;
      const Value index = expression();
      accept('}');
      v = indexed(v, index, place);
      return true;
    }
    case kArrow:
    case kSafeArrow:
      ++i_;
      v = member(v, place, false);
      return true;
    case kDoubleColon:
      ++i_;
      v = member(v, place, true);
      return true;
    case '(': {
      const bool callable = before.kind == TokenKind::variable || before.kind == TokenKind::string ||
                            before.kind == TokenKind::text ||
                            (before.kind == TokenKind::sign &&
                             (before.code == ']' || before.code == ')' || before.code == '}'));
      if (!callable) return false;
      const std::string detail(text(before));
      if (is_callable_itself()) return true;
      v = call_value(v, arguments(), t.begin, place.name.empty() ? detail : place.name);
      place = {};
      return true;
    }
    case kIncrement:
    case kDecrement: {
      ++i_;
      assign(place, t.code == kIncrement ? incremented(v) : computed('-', v, Value::of("1")));
      return true;
    }
    default:
      return false;
  }
}

Value Walker::indexed(const Value& v, const Value& index, Place& place) {
  if (v.is(kGlobals) && index.known) {
    place = {Place::Kind::variable, index.text, false, {}};
    bool found = false;
    Value s = super(index.text, found);
    if (found) return s;
    const auto at = st_.global.find(index.text);
    return at == st_.global.end() ? Value{} : at->second;
  }
  if (v.is(kGlobals)) return Value::made(kRequest | kIndirect);
  if (v.is(kServer)) {
    const std::string_view key = index.text;
    if (!index.known) return Value::made(kRequest | kIndirect);
    if (key == "HTTP_HOST" || key == "REQUEST_URI" || key == "PHP_SELF" || key == "REMOTE_ADDR")
      return Value::made(0);
    if (key.starts_with("HTTP_") || key.ends_with("QUERY_STRING") || key == "PHP_AUTH_USER" ||
        key == "PATH_INFO" || key == "PHP_AUTH_PW")
      return Value::made(kRequest);
    if (key == "argv") return Value::made(kArgument);
    return Value::made(key == "SCRIPT_FILENAME" || key == "PATH_TRANSLATED" ? kOwnName : 0);
  }
  place.indexed = true;
  place.index = index.known ? index.text : std::string{};
  return element(v, index);
}

Value Walker::assignment(Value v, Place& place) {
  if (!more() || now().kind != TokenKind::sign) return v;
  const uint16_t code = now().code;
  const bool assigns = code == '=' || (code >= kAssignJoin && code <= kAssignCoalesce);
  if (!assigns) return v;
  const std::vector<Place> list = std::move(listed_);
  const std::string_view sign = text(now());
  listed_.clear();
  ++i_;
  accept('&');
  const Value right = binary(2);
  switch (code) {
    case '=':
      v = right;
      break;
    case kAssignJoin:
      v = joined(v, right);
      break;
    case kAssignXor:
      v = bitwise('^', v, right);
      break;
    case kAssignBits:
      v = bitwise('|', v, right);
      break;
    case kAssignCoalesce:
      v = either(v, right);
      break;
    default:
      v = v.items || right.items ? either(v, right) : computed(sign[0], v, right);
      break;
  }
  if (place.kind != Place::Kind::none)
    assign(place, v);
  else
    for (size_t n = 0; n < list.size(); ++n) assign(list[n], element(v, Value::of(std::to_string(n))));
  return v;
}

}  // namespace culprit::audit
