// Calls of the script's own functions and methods, followed into their bodies with what is known of the
// arguments.
#include <algorithm>
#include <string>

#include "audit/php_walk.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

constexpr int kMaxInside = 4;
constexpr size_t kMaxFollowed = 400, kMaxBody = 1500, kMaxFolded = 400;

const Value kNone;
const Value& at(std::span<const Value> args, size_t n) { return n < args.size() ? args[n] : kNone; }

/// Does something in the function hang on what its parameters are, beyond where they come from?
bool calls_parameters(const Function& f) {
  return std::ranges::any_of(f.through, [](const Through& t) {
    return t.sink == Sink::call || t.sink == Sink::write || t.sink == Sink::fetch;
  });
}

bool is_telling(const Value& v) { return v.known || v.items || v.is(kClosure | kObject); }

/// Worth the work? Where a parameter is called, or where a result would be known.
bool worth_following(const Function& f, std::span<const Value> args) {
  const bool some = std::ranges::any_of(args, is_telling);
  if (calls_parameters(f)) return some;
  const bool all = std::ranges::all_of(args, [](const Value& v) { return v.known || v.items; });
  return some && all && f.end - f.begin <= kMaxFolded && !f.result.known && f.result.from != 0;
}

}  // namespace

std::optional<Value> Walker::follow(const Function& f, std::span<const Value> args, size_t offset) {
  const bool can = st_.inside_calls < kMaxInside && st_.followed_calls < kMaxFollowed &&
                   f.tokens != nullptr && f.end > f.begin && f.end - f.begin <= kMaxBody;
  if (!can || !worth_following(f, args)) return std::nullopt;
  ++st_.followed_calls;
  Variables local;
  for (size_t p = 0; p < f.parameters.size(); ++p) static_cast<Value&>(local[f.parameters[p]]) = at(args, p);
  Value result;
  std::vector<Value> given(args.begin(), args.end());
  Variables* const outside = std::exchange(st_.local, &local);
  Value* const returned = std::exchange(st_.returned, &result);
  std::swap(st_.given, given);
  // What is found in a source inside the source is told where that stands.
  const bool from_inside = f.depth > 0 && st_.depth == 0;
  if (from_inside) ++st_.depth, st_.nested_at = offset;
  ++st_.inside_calls;
  Walker w(st_, *f.tokens, f.is_expression ? f.begin : f.begin + 1, f.end);
  w.level_ = level_ + 10;
  w.loop_ = loop_;
  w.pressing_ = pressing_;
  if (f.is_expression)
    result = w.expression();
  else
    w.statements();
  --st_.inside_calls;
  if (from_inside) --st_.depth;
  std::swap(st_.given, given);
  st_.returned = returned;
  st_.local = outside;
  return result;
}

Value Walker::call_function(const Function& known, std::span<const Value> args, size_t offset) {
  const Function f = known;  // a copy: what is followed may declare others
  st_.called(f, args, offset);
  for (const auto& [property, from] : f.kept)
    for (size_t p = 0; p < 8; ++p)
      if ((from >> 16 & 1u << p) != 0)
        st_.properties[property].from |=
            elements(at(args, p)).from & (kRequest | kUpload | kRemote | kDecoded);
  if (f.sends_udp && loop_ > 0) st_.udp_looped = true;
  if (f.sends_mail &&
      std::ranges::count_if(args, [](const Value& v) { return elements(v).is(kRequest); }) > 2)
    st_.add(loop_ > 0 ? Act::mail_loop : Act::mail_spam, false, offset, "mail");
  Value out = f.result;
  for (size_t p = 0; p < 8; ++p)
    if ((out.from >> 16 & 1u << p) != 0) out.from |= elements(at(args, p)).from & ~(kBuilt | kHandles);
  out.from &= ~kParameters;
  if (auto followed = follow(f, args, offset);
      followed && (followed->known || followed->items || followed->from != 0)) {
    followed->from |= out.from & (kDecoded | kRequest);
    return std::move(*followed);
  }
  return out;
}

/// __call and its kin, where the script has them.
Value Walker::call_special(const char* method, std::span<const Value> args, size_t offset) {
  const auto f = st_.functions.find(std::string_view(method));
  return f == st_.functions.end() ? Value{} : call_function(f->second, args, offset);
}

namespace {

/// What is special about some methods of PHP's own classes.
enum class Method : uint8_t {
  none,
  from_callable,
  invoke,
  invoke_args,
  new_instance,
  write,
  open,
  extract,
  callback,        ///< takes the function first
  late_callback,   ///< ... second
  runs_functions,  ///< lets XPath and XSLT call PHP
  asks_document
};

Method method_of(std::string_view key) {
  struct Named {
    std::string_view name;
    Method method;
  };
  static constexpr Named all[] = {
      {"__invoke", Method::invoke},
      {"apply", Method::callback},
      {"call", Method::invoke},
      {"createaggregate", Method::late_callback},
      {"createcollation", Method::late_callback},
      {"createfunction", Method::late_callback},
      {"each", Method::callback},
      {"evaluate", Method::asks_document},
      {"exec", Method::invoke},
      {"extractto", Method::extract},
      {"fetchall", Method::late_callback},
      {"filter", Method::callback},
      {"fputs", Method::write},
      {"fromcallable", Method::from_callable},
      {"fwrite", Method::write},
      {"importstylesheet", Method::asks_document},
      {"invoke", Method::invoke},
      {"invokeargs", Method::invoke_args},
      {"load", Method::asks_document},
      {"loadxml", Method::asks_document},
      {"map", Method::callback},
      {"newinstance", Method::new_instance},
      {"newinstanceargs", Method::new_instance},
      {"open", Method::open},
      {"query", Method::asks_document},
      {"reduce", Method::callback},
      {"registerphpfunctions", Method::runs_functions},
      {"run", Method::invoke},
      {"setfetchmode", Method::late_callback},
      {"sqlitecreatefunction", Method::late_callback},
      {"transformtoxml", Method::asks_document},
      {"uasort", Method::callback},
      {"uksort", Method::callback},
      {"usort", Method::callback},
      {"walk", Method::callback},
  };
  static_assert(std::ranges::is_sorted(all, {}, &Named::name));
  const auto at = std::ranges::lower_bound(all, key, {}, &Named::name);
  return at != std::end(all) && at->name == key ? at->method : Method::none;
}

}  // namespace

std::optional<Value> Walker::call_known_method(int method, const Value& object, std::string_view key,
                                               std::vector<Value>& args, size_t offset) {
  const Value first = at(args, 0);
  switch (static_cast<Method>(method)) {
    case Method::from_callable:
      return first;
    case Method::invoke:
      if (object.is(kClosure)) return call_value(object, args, offset, key);
      break;
    case Method::invoke_args:
      if (object.is(kClosure)) return call_value(object, {elements(first)}, offset, key);
      break;
    case Method::new_instance:
      if (object.is(kClosure) && object.is(kRequest))
        st_.add(Act::call_request, object.is(kIndirect), offset, std::string(key));
      break;
    case Method::write:
      if (!object.is(kHandle)) break;
      write_stream(std::vector<Value>{object, first}, offset, key);
      return Value{};
    case Method::open:
      if (first.is(kUpload)) st_.zip_uploaded = true;
      break;
    case Method::extract:
      if (st_.zip_uploaded)
        st_.add(Act::upload_anywhere, st_.function != nullptr && !first.is(kRequest), offset,
                std::string(key));
      break;
    case Method::callback:
      if (first.is(kRequest) || (first.known && is_dangerous(word_of(first.text))))
        return call_value(first, {elements(object)}, offset, key);
      break;
    case Method::late_callback:
      if (const Value& callee = at(args, 1);
          callee.is(kRequest) || (callee.known && word_of(callee.text) == Word::run_command))
        call_value(callee, {Value::made(kRequest)}, offset, key);
      break;
    case Method::runs_functions:
      st_.xml_runs = true;
      break;
    default:
      if (elements(first).is(kRequest)) st_.xml_given = true;
  }
  return std::nullopt;
}

Value Walker::call_method(const Value& object, const std::string& name, const Value& computed_name,
                          std::vector<Value>& args, size_t offset, bool is_static) {
  const std::string key = lower(name);
  if (object.is(kForeign))
    return word_of(key) == Word::run_command ? call_word(Word::run_command, key, args, offset)
                                             : Value::made(kForeign);
  if (const Method method = method_of(key); method != Method::none)
    if (auto done = call_known_method(static_cast<int>(method), object, key, args, offset))
      return std::move(*done);
  const auto f = st_.functions.find("->" + key);
  if (f != st_.functions.end()) return call_function(f->second, args, offset);
  const Value called = computed_name.from != 0 ? computed_name : Value::of(name);
  Value rest;
  auto items = std::make_shared<Items>();
  for (const Value& a : args) {
    rest.from |= elements(a).from & ~(kBuilt | kPartial);
    items->emplace_back(std::to_string(items->size()), a);
  }
  rest.items = std::move(items);
  if (is_static || object.is(kObject)) {
    const Value of_special =
        call_special(is_static ? "->__callstatic" : "->__call", std::vector<Value>{called, rest}, offset);
    if (of_special.from != 0 || of_special.known) return of_special;
  }
  // What is asked of an object that was made of what the client sent.
  return object.is(kRequest) ? Value::made((object.from & (kRequest | kRemote)) | kIndirect) : Value{};
}

}  // namespace culprit::audit
