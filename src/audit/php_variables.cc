// Variables: where they live, what they hold, what becomes of them.
#include <algorithm>

#include "audit/php_walk.h"

namespace culprit::audit {
// ---- Variables

Value Walker::super(std::string_view name, bool& found) const {
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

Value* Walker::find(const Place& place) {
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
  if (const Value* v = find(place)) {
    spend(*v);
    return *v;
  }
  return place.kind == Place::Kind::variable && st_.extracted ? Value::made(kRequest) : Value{};
}

void Walker::set(Value& slot, const Place& place, Value v) {
  if (!place.indexed) {
    // In a branch, the other branch's value may still be there.
    slot = conditional_ > 0 ? either(slot, v) : std::move(v);
    return;
  }
  auto items = std::make_shared<Items>();
  if (slot.items) *items = *slot.items;
  st_.steps += items->size();
  if (items->size() > 2000 || (!slot.items && slot.from != 0)) {
    const bool new_taint = v.is(kRequest) && !slot.is(kRequest);
    slot.from |= elements(v).from | (new_taint ? kIndirect : 0u);
    return;
  }
  const std::string key = place.index.empty() ? std::to_string(items->size()) : place.index;
  items->emplace_back(key, v);
  slot = Value::made((slot.from | v.from) & ~(kBuilt | kPartial));
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
