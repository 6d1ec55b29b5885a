// Variables: where they live, what they hold, what becomes of them.
#include <algorithm>

#include "audit/php_walk.h"

namespace culprit::audit {
// ---- Variables

Value Walker::super(std::string_view name, bool& found) const {
  // "$_...", "$HTTP_...", "$GLOBALS", "$argv"
  const char first = name.empty() ? '\0' : name[0];
  if (first != '_' && first != 'H' && first != 'G' && first != 'a') {
    found = false;
    return {};
  }
  found = true;
  if (name == "_GET" || name == "_POST" || name == "_REQUEST" || name == "_COOKIE")
    return Value::made(kRequest);
  if (name == "HTTP_RAW_POST_DATA" || name == "HTTP_POST_VARS" || name == "HTTP_GET_VARS" ||
      name == "HTTP_COOKIE_VARS")
    return Value::made(kRequest);
  if (name == "_FILES" || name == "HTTP_POST_FILES") return Value::made(kUpload);
  if (name == "_SERVER" || name == "HTTP_SERVER_VARS") return Value::made(kServer);
  if (name == "GLOBALS") return Value::made(kGlobals);
  if (name == "argv") return Value::made(kArgument);
  found = false;
  return {};
}

Variables& Walker::scope_of(const Place& place) {
  if (place.kind == Place::Kind::property) return st_.properties;
  const bool global = st_.local == &st_.global || place.name == "_SESSION" || globals_.contains(place.name);
  return global ? st_.global : *st_.local;
}

Variable* Walker::find(const Place& place) {
  Variables& in = scope_of(place);
  const auto at = in.find(place.name);
  return at == in.end() ? nullptr : &at->second;
}

Value Walker::variable(std::string_view name, Place& place) {
  place = {Place::Kind::variable, std::string(name), false, {}};
  bool found = false;
  Value s = super(name, found);
  if (found) return s;
  return read(place);
}

Value Walker::read(const Place& place) {
  if (const Variable* v = find(place)) {
    spend(*v);
    return v->own && v->block == block_ ? *v->own : *v;
  }
  return place.kind == Place::Kind::variable && st_.extracted ? Value::made(kRequest) : Value{};
}

void Walker::set(Variable& slot, const Place& place, Value v) {
  if (place.indexed) return set_element(slot, place, std::move(v));
  slot.own.reset();
  if (conditional_ == 0 || block_ == 0) {
    static_cast<Value&>(slot) = std::move(v);
    return;
  }
  // Behind the branch, the value from before it or from another one may be there; within it, only this one.
  slot.own = std::make_shared<const Value>(v);
  slot.block = block_;
  static_cast<Value&>(slot) = either(slot, v);
}

void Walker::set_element(Variable& slot, const Place& place, Value v) {
  constexpr size_t kMaxItems = 2000;
  if (slot.own && slot.block == block_) static_cast<Value&>(slot) = Value(*slot.own);
  slot.own.reset();
  if ((slot.items && slot.items->size() > kMaxItems) || (!slot.items && slot.from != 0)) {
    const bool new_taint = v.is(kRequest) && !slot.is(kRequest);
    slot.from |= elements(v).from | (new_taint ? kIndirect : 0u);
    return;
  }
  auto items = slot.items ? std::make_shared<Items>(*slot.items) : std::make_shared<Items>();
  st_.steps += items->size();
  const uint32_t from = (slot.from | v.from) & ~(kBuilt | kPartial);
  const std::string key = place.index.empty() ? std::to_string(items->size()) : place.index;
  const auto there = std::ranges::find(*items, key, &std::pair<std::string, Value>::first);
  if (there == items->end())
    items->emplace_back(key, std::move(v));
  else
    there->second = conditional_ == 0 ? std::move(v) : either(there->second, v);
  static_cast<Value&>(slot) = Value::made(from);
  slot.items = std::move(items);
}

void Walker::assign(const Place& place, Value v) {
  constexpr size_t kMaxVariables = 20'000;
  if (place.kind == Place::Kind::dynamic) {
    if (v.is(kRequest)) st_.extracted = true;
    return;
  }
  if (place.kind == Place::Kind::none) return;
  v.from &= ~kGlobals;
  const bool outside = st_.function == nullptr && st_.inside_calls == 0 && class_ == 0;
  if (place.kind == Place::Kind::property && outside)
    call_special("->__set", std::vector<Value>{Value::of(place.name), v}, token(i_ == 0 ? 0 : i_ - 1).begin);
  const bool property = place.kind == Place::Kind::property || class_ > 0;
  if (property && v.is(kParameters)) {
    if (st_.function && st_.function->kept.size() < 32)
      st_.function->kept.emplace_back(place.name, v.from & kParameters);
    v.from &= ~kParameters;
    if (const Value* before = find(place)) v.from |= before->from;
  }
  Variables& in = property ? st_.properties : scope_of(place);
  if (in.size() < kMaxVariables || in.contains(place.name)) set(in[place.name], place, std::move(v));
}

// "${'_GET'}", "$$name": which variable is only known when the text is.
Value Walker::dollar(Place& place) {
  ++i_;
  Value name;
  if (accept('{')) {
    name = expression();
    accept('}');
  } else if (is('$')) {
    const Deeper deeper(*this);
    if (level_ > kMaxLevel) return {};
    name = dollar(place);
  } else if (more() && now().kind == TokenKind::variable) {
    Place inner_place;
    const Token t = now();
    ++i_;
    name = variable(text(t).substr(1), inner_place);
  }
  if (name.known && !name.text.empty()) return variable(name.text, place);
  place = {};
  if (!name.is(kRequest)) return name.is(kParameters) ? Value::made(name.from & kParameters) : Value{};
  place.kind = Place::Kind::dynamic;
  return Value::made(kRequest | kIndirect);
}

}  // namespace culprit::audit
