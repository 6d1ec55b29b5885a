// Calls that run something: commands, code, functions by name.
#include <algorithm>

#include "audit/php_walk.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

Value any_of(std::span<const Value> args) {
  Value out;
  for (const Value& a : args) out.from |= elements(a).from & ~(kBuilt | kPartial);
  return out;
}

// "/x/e": the letters behind the last delimiter.
bool evaluates(std::string_view pattern) {
  if (pattern.size() < 3) return false;
  static constexpr std::string_view pairs = "(){}[]<>";
  char close = pattern[0];
  if (const size_t at = pairs.find(close); at != std::string_view::npos && at % 2 == 0) close = pairs[at + 1];
  const size_t end = pattern.rfind(close);
  return end > 0 && end != std::string_view::npos &&
         pattern.substr(end + 1).find('e') != std::string_view::npos && pattern.size() - end < 10;
}

const Value kNone;
const Value& at(std::span<const Value> args, size_t n) { return n < args.size() ? args[n] : kNone; }

}  // namespace

// ---- Running

Value Walker::run(Word word, std::string_view name, std::vector<Value>& args, size_t offset) {
  switch (word) {
    case Word::run_command: {
      Value v = at(args, name == "ssh2_exec" ? 1 : 0);
      if (name == "pcntl_exec") v = any_of(args);
      st_.reaches(Sink::command, v.items ? elements(v) : v, offset, name);
      return {};
    }
    case Word::run_code:
      run_text(at(args, 0), offset, name);
      return {};
    case Word::run_lambda:
      return lambda(args, offset);
    case Word::run_callback: {
      if (args.empty()) return {};
      const Value callee = args[0];
      return call_value(callee, {args.begin() + 1, args.end()}, offset, name);
    }
    case Word::run_callback_late:
      return run_later(name, args, offset);
    case Word::run_callback_array:
      return run_array_callback(name, args, offset);
    case Word::filter:
      for (size_t n = 1; n < args.size(); ++n) run_filter(args[n], args[0], name, offset, 0);
      return args.size() > 1 ? Value{} : any_of(args);
    default:
      return replace_regex(name, args, offset);
  }
}

/// Functions that PHP calls later by itself: at the end, at an error, for what is printed.
Value Walker::run_later(std::string_view name, std::vector<Value>& args, size_t offset) {
  if (args.empty()) return {};
  for (const Value& callee : args) {
    const bool dangerous =
        callee.known && (word_of(callee.text) == Word::run_command || word_of(callee.text) == Word::run_code);
    const bool first = &callee == args.data();
    std::vector<Value> rest(args.begin() + 1, args.end());
    // What goes wrong is what the client makes go wrong: a handler that runs its message runs the client's.
    if (callee.is(kClosure) && rest.empty() && name.ends_with("_handler"))
      rest = {Value::made(kRequest), Value::made(kRequest)};
    // Nobody hands these what the client did not have a hand in.
    if (dangerous && (rest.empty() || !first)) rest = {Value::made(kRequest)};
    if (dangerous || (first && (!rest.empty() || callee.is(kClosure))))
      call_value(callee, rest, offset, name);
    if (callee.is(kRequest) && (!first || name != "ob_start")) st_.reaches(Sink::call, callee, offset, name);
  }
  return {};
}

/// array("options" => "assert"), at any depth.
void Walker::run_filter(const Value& options, const Value& given, std::string_view name, size_t offset,
                        int depth) {
  if (!options.items || depth > 3) return;
  for (const auto& [key, value] : *options.items) {
    if (value.items) run_filter(value, given, name, offset, depth + 1);
    if (value.known && is_dangerous(word_of(value.text)))
      call_value(value, {elements(given)}, offset, name);
    else if (value.is(kRequest) && !value.known && !value.items)
      st_.reaches(Sink::call, value, offset, name);
  }
}

/// array_map(f, array(...)): each element by itself, where they are known.
std::optional<Value> Walker::mapped(const Value& callee, const Value& array, size_t offset,
                                    std::string_view name) {
  constexpr size_t kMost = 4096;
  if (!array.items || array.items->empty() || array.items->size() > kMost ||
      !(callee.known || callee.is(kClosure)))
    return std::nullopt;
  auto items = std::make_shared<Items>();
  Value out;
  for (const auto& [key, value] : *array.items) {
    Value one = call_value(callee, {value}, offset, name);
    out.from |= one.from & ~(kBuilt | kPartial | kHandles);
    items->emplace_back(key, std::move(one));
  }
  out.items = std::move(items);
  return out;
}

Value Walker::run_array_callback(std::string_view name, std::vector<Value>& args, size_t offset) {
  const size_t usual =
      name == "array_map" ? 0
      : name.find("_u") != std::string_view::npos || name.find("ukey") != std::string_view::npos
          ? args.size() - 1
          : 1;
  if (args.size() < 2 || usual >= args.size()) return any_of(args);
  const Value callee = args[usual];
  if (name == "array_map" && args.size() == 2)
    if (auto each = mapped(callee, args[1], offset, name)) return std::move(*each);
  if (name.starts_with("array_walk") && args[0].items && callee.known) {  // f(element, key)
    for (const auto& [key, value] : *args[0].items) call_value(callee, {value, Value::of(key)}, offset, name);
    return {};
  }
  std::vector<Value> rest;
  for (size_t n = 0; n < args.size(); ++n)
    if (n != usual && (n != 0 || !name.starts_with("preg"))) rest.push_back(elements(args[n]));
  std::ranges::stable_partition(rest, [](const Value& v) { return v.is(kRequest); });
  if (callee.known || callee.is(kRequest | kParameters)) {
    const Value result = call_value(callee, rest, offset, name);
    if (name == "array_map" && result.from != 0) return Value::made(result.from);
  }
  if (callee.is(kClosure)) return any_of(rest);
  const Word word = callee.known ? word_of(callee.text) : Word::none;
  if (word == Word::clean || lower(callee.text) == "intval") return {};
  Value out = any_of(args);
  if (word == Word::decode) out.from |= kDecoded;
  return out;
}

void Walker::run_text(const Value& v, size_t offset, std::string_view detail) {
  if (v.from != 0) st_.reaches(Sink::code, v, offset, detail);
  if (v.known && !v.text.empty()) walk_text(st_, v.text, offset, true);
}

Value Walker::replace_regex(std::string_view name, std::vector<Value>& args, size_t offset) {
  const Value& pattern = at(args, 0);
  bool runs = false;
  if (name.starts_with("mb")) {
    const Value& options = at(args, 3);
    runs = options.known && options.text.find('e') != std::string::npos;
    runs |= options.is(kRequest);
  } else {
    runs = pattern.known ? evaluates(pattern.text)
                         : pattern.is(kRequest) && !pattern.is(kPartial) && !pattern.is(kIndirect) &&
                               at(args, 1).is(kRequest);
    if (pattern.items)
      for (const auto& [key, value] : *pattern.items) runs |= value.known && evaluates(value.text);
  }
  Value out = any_of(args);
  if (!runs || args.size() < 3) return out;
  const Value replacement = elements(args[1]);
  if (args[1].known) walk_text(st_, args[1].text, offset, true);
  if (replacement.is(kRequest | kDecoded | kRemote | kNetwork | kSelf | kParameters))
    st_.reaches(Sink::code, replacement, offset, name);
  // What the client sends becomes part of the code only where the replacement takes it over.
  const bool whole =
      !args[1].known || args[1].text.find("eval") != std::string::npos || args[1].text.size() < 8;
  if (elements(args[2]).is(kRequest) && whole) st_.reaches(Sink::code, elements(args[2]), offset, name);
  return out;
}

Value Walker::lambda(std::vector<Value>& args, size_t offset) {
  if (args.size() < 2) return {};
  if (args[0].is(kRequest)) st_.reaches(Sink::code, args[0], offset, "create_function");
  if (args[1].from != 0 && !(args[1].known && !args[1].is(kDecoded)))
    st_.reaches(Sink::code, args[1], offset, "create_function");
  if (!args[1].known || !args[0].known) return {};
  const std::string name = "__lambda" + std::to_string(st_.functions.size());
  walk_text(st_, "function " + name + "(" + args[0].text + "){" + args[1].text + "\n}", offset, true);
  return Value::of(name, kClosure);
}

}  // namespace culprit::audit
