// What calls do: to their values, and to the world.
#include <algorithm>
#include <bit>

#include "audit/php_fold.h"
#include "audit/php_walk.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

bool is_web_address(std::string_view text) {
  const std::string begin = lower(text.substr(0, 8));
  return begin.starts_with("http://") || begin.starts_with("https://") || begin.starts_with("ftp://") ||
         begin.starts_with("//");
}

bool is_image(std::string_view path) {
  const std::string end = lower(path.substr(path.size() - std::min<size_t>(path.size(), 5)));
  return end.ends_with(".jpg") || end.ends_with(".jpeg") || end.ends_with(".png") || end.ends_with(".gif") ||
         end.ends_with(".ico");
}

Value any_of(std::span<const Value> args) {
  Value out;
  for (const Value& a : args) out.from |= elements(a).from & ~(kBuilt | kPartial);
  return out;
}

const Value kNone;
const Value& at(std::span<const Value> args, size_t n) { return n < args.size() ? args[n] : kNone; }

}  // namespace

// ---- Whom it calls

Value Walker::call(std::string_view name, std::vector<Value>& args, size_t offset, uint32_t name_from) {
  if (const auto f = st_.functions.find(name); f != st_.functions.end())
    return call_function(f->second, args, offset);
  const Word word = word_of(name);
  if ((name_from & kBuilt) != 0 && is_dangerous(word))
    st_.add(Act::built_name, false, offset, std::string(name));
  if (word == Word::none)
    return (name_from & kBuilt) != 0 && !name.starts_with('{') ? Value::made(kDecoded) : Value{};
  return call_word(word, name, args, offset);
}

Value Walker::call_function(const Function& f, std::span<const Value> args, size_t offset) {
  st_.called(f, args, offset);
  for (const auto& [property, from] : f.kept)
    for (size_t p = 0; p < 8; ++p)
      if ((from >> 16 & 1u << p) != 0)
        st_.properties[property].from |=
            elements(at(args, p)).from & (kRequest | kUpload | kRemote | kDecoded);
  if (f.sends_udp && loop_ > 0) st_.udp_looped = true;
  Value out = f.result;
  for (size_t p = 0; p < 8; ++p)
    if ((out.from >> 16 & 1u << p) != 0) out.from |= elements(at(args, p)).from & ~(kBuilt | kHandles);
  out.from &= ~kParameters;
  return out;
}

Value Walker::call_value(const Value& callee, std::vector<Value> args, size_t offset,
                         std::string_view detail) {
  const Deeper deeper(*this);
  if (level_ > 100) return {};
  if (callee.items && callee.items->size() == 2 && callee.items->back().second.known) {
    const auto f = st_.functions.find("->" + lower(callee.items->back().second.text));
    return f == st_.functions.end() ? Value{} : call_function(f->second, args, offset);
  }
  if (callee.items) return {};
  if (callee.known) {
    std::string name = lower(callee.text);
    if (const size_t colon = name.rfind("::"); colon != std::string::npos)
      name = "->" + name.substr(colon + 2);
    if (name.starts_with('\\')) name.erase(0, 1);
    return call(name, args, offset, callee.from);
  }
  Value v = callee;
  const bool given =
      std::ranges::any_of(args, [](const Value& a) { return elements(a).is(kRequest | kParameters); });
  if (!given) v.from |= kIndirect;
  if (v.is(kRequest | kParameters))
    st_.reaches(Sink::call, v, offset, detail);
  else if (v.is(kDecoded) && given)
    st_.add(Act::built_name, false, offset, std::string(detail));
  return {};
}

Value Walker::call_word(Word word, std::string_view name, std::vector<Value>& args, size_t offset) {
  switch (word) {
    case Word::run_command:
    case Word::run_code:
    case Word::run_lambda:
    case Word::run_callback:
    case Word::run_callback_late:
    case Word::run_callback_array:
    case Word::regex_replace:
    case Word::mb_regex:
    case Word::filter:
      return run(word, name, args, offset);
    case Word::open_socket:
    case Word::make_socket:
    case Word::send_to:
    case Word::connect_socket:
    case Word::fetch:
    case Word::curl_init:
    case Word::curl_option:
    case Word::curl_exec:
    case Word::read_stream:
    case Word::write_stream:
    case Word::send_mail:
      return call_network(word, name, args, offset);
    case Word::open_file:
    case Word::write_file:
    case Word::write_log:
    case Word::move_upload:
    case Word::copy_file:
    case Word::list_dir:
    case Word::read_file:
    case Word::show_file:
    case Word::delete_file:
    case Word::rename_file:
    case Word::change_mode:
    case Word::make_dir:
      return call_file(word, name, args, offset);
    case Word::substring:
    case Word::decode:
    case Word::chr:
    case Word::ord:
    case Word::pass:
    case Word::join:
    case Word::split:
    case Word::pack:
    case Word::format:
    case Word::replace:
    case Word::length:
      for (const Value& a : args) spend(a);
      return fold_call(word, name, args);
    default:
      return call_setting(word, name, args, offset);
  }
}

// ---- The network

void Walker::udp(const Value& address, size_t offset) {
  st_.udp_opened = true;
  if (st_.udp_at == 0) st_.udp_at = st_.depth > 0 ? st_.nested_at : offset;
  if (loop_ > 0) st_.udp_looped = true;
  if (st_.function) st_.function->sends_udp = true;
  st_.reaches(Sink::address_udp, address, offset, "udp");
}

Value Walker::fetch(std::string_view name, const Value& where, size_t offset) {
  const std::string_view text = where.text;
  if (where.is(kOwnName) && !where.is(kPartial)) return Value::made(kSelf);
  if (where.is(kUpload) && !where.is(kPartial)) return Value::made(kRequest);
  if (text.starts_with("php://input")) return Value::made(kRequest);
  if (text.starts_with("data:")) {
    const size_t comma = text.find(',');
    if (where.known && comma != std::string_view::npos)
      return Value::of(base64_decode(text.substr(comma + 1)), kDecoded | kBuilt);
  }
  if (where.known && is_image(text)) return Value::made(kSelf);
  if (where.is(kRequest)) {
    st_.reaches(Sink::fetch, where, offset, name);
    if (is_web_address(text)) return Value::made(kRemote | kRequest | (where.is(kPartial) ? kIndirect : 0u));
    return Value::made(where.is(kPartial) ? 0u : kRemote | kRequest | (where.from & kIndirect));
  }
  if (where.is(kParameters)) st_.reaches(Sink::fetch, where, offset, name);
  if (is_web_address(text)) return Value::made(kRemote);
  return {};
}

Value Walker::read_stream(const Value& handle) {
  if (handle.is(kSockets)) return Value::made(kNetwork);
  if (!handle.is(kHandle)) return Value::made(handle.from & (kNetwork | kRequest | kRemote));
  Value path = handle;
  path.from &= ~kHandles;
  return fetch("fopen", path, 0);
}

void Walker::write_stream(std::span<const Value> args, size_t offset, std::string_view name) {
  const Value& handle = at(args, 0);
  if (handle.is(kUdp)) {
    if (loop_ > 0) st_.udp_looped = true;
    if (st_.function) st_.function->sends_udp = true;
  } else if (!handle.is(kHandles) && st_.udp_opened && loop_ > 0) {
    st_.udp_looped = true;  // the socket came over something that is not followed
  }
  if (handle.is(kHandle) && handle.is(kWritable)) {
    Value path = handle;
    path.from &= ~kHandles;
    st_.wrote(path, at(args, 1), offset, name);
  }
}

void Walker::mail(std::span<const Value> args, size_t offset) {
  const auto client = [&](size_t n) { return elements(at(args, n)).is(kRequest); };
  if (!client(0) || !client(1) || !client(2)) return;
  const bool weak = elements(at(args, 0)).is(kIndirect | kChecked);
  st_.add(loop_ > 0 ? Act::mail_loop : Act::mail_spam, weak, offset, "mail");
}

Value Walker::call_network(Word word, std::string_view name, std::vector<Value>& args, size_t offset) {
  const Value first = at(args, 0);
  switch (word) {
    case Word::open_socket:
      if (lower(first.text.substr(0, 6)).starts_with("udp://")) {
        udp(first, offset);
        return Value::made(kUdp);
      }
      st_.tcp_opened = true;
      if (loop_ > 0 && timed_ && first.is(kRequest))
        st_.add(Act::tcp_flood, first.is(kIndirect), offset, std::string(name));
      return Value::made(kTcp);
    case Word::make_socket: {
      const bool datagram = at(args, 1).text == "SOCK_DGRAM" || at(args, 1).text == "SOCK_RAW" ||
                            at(args, 1).text == "2" || at(args, 2).text == "SOL_UDP";
      if (datagram)
        st_.udp_opened = true;
      else
        st_.tcp_opened = true;
      return Value::made(datagram ? kUdp : kTcp);
    }
    case Word::send_to:
      if (!first.is(kTcp)) udp(at(args, name.starts_with("stream") ? 3 : 4), offset);
      return {};
    case Word::connect_socket:
      if (first.is(kUdp))
        udp(at(args, 1), offset);
      else
        st_.tcp_opened = true;
      return {};
    case Word::fetch: {
      const Value v = fetch(name, first, offset);
      if (name == "readfile" && v.is(kRemote) && v.is(kRequest))
        st_.add(Act::proxy, v.is(kIndirect), offset, std::string(name));
      return v;
    }
    case Word::curl_init:
      return Value::made((first.from & kRequest) | kRemote);
    case Word::curl_option:
      if (!given_.empty() && at(args, 1).text == "CURLOPT_URL" && at(args, 2).is(kRequest) &&
          !at(args, 2).is(kPartial))
        assign(given_[0], Value::made(kRemote | kRequest | (at(args, 2).from & kIndirect)));
      return {};
    case Word::curl_exec:
      return Value::made((first.from & (kRequest | kIndirect)) | kRemote);
    case Word::read_stream:
      return read_stream(first);
    case Word::write_stream:
      write_stream(args, offset, name);
      return {};
    default:
      mail(args, offset);
      return {};
  }
}

// ---- Files

Value Walker::call_file(Word word, std::string_view name, std::vector<Value>& args, size_t offset) {
  const Value first = at(args, 0), second = at(args, 1);
  switch (word) {
    case Word::open_file: {
      Value v = first;
      const bool writes = second.text.find_first_of("waxc+") != std::string::npos || name == "tmpfile";
      if (writes)
        st_.reaches(Sink::write, first, offset, name);
      else if (first.is(kRequest))
        st_.reaches(Sink::fetch, first, offset, name);
      v.from |= kHandle | (writes ? kWritable : 0u);
      return v;
    }
    case Word::write_file:
      st_.wrote(first, second.items ? elements(second) : second, offset, name);
      return {};
    case Word::write_log:
      if (second.text == "3") st_.wrote(at(args, 2), first, offset, name);
      return {};
    case Word::move_upload:
      st_.moved(first, second, offset, name);
      return {};
    case Word::copy_file:
      if (first.is(kUpload | kParameters))
        st_.moved(first, second, offset, name);
      else if (is_web_address(first.text))
        st_.wrote(second, Value::made(kRemote), offset, name);
      else if (first.is(kRequest) && second.is(kRequest))
        st_.reaches(Sink::rename, second, offset, name);
      return {};
    case Word::list_dir:
      st_.reaches(Sink::list, first, offset, name);
      return {};
    case Word::read_file:
    case Word::show_file:
      return fetch(name, first, offset);
    case Word::delete_file:
      st_.reaches(Sink::remove, first, offset, name);
      return {};
    case Word::rename_file:
      st_.reaches(Sink::rename, first.is(kRequest) ? first : second, offset, name);
      return {};
    default:
      st_.reaches(Sink::mode, first, offset, name);
      return {};
  }
}

// ---- The rest

Value Walker::call_setting(Word word, std::string_view name, std::vector<Value>& args, size_t offset) {
  const Value first = at(args, 0);
  switch (word) {
    case Word::no_time_limit:
      if (first.text == "0") st_.add(Act::no_time_limit, true, offset, std::string(name));
      return {};
    case Word::ignore_abort:
      if (!args.empty() && first.text != "0" && !(first.known && first.text.empty()))
        st_.add(Act::ignores_abort, true, offset, std::string(name));
      return {};
    case Word::no_errors:
      if (name == "error_reporting" && first.text == "0")
        st_.add(Act::no_errors, true, offset, std::string(name));
      if (first.text == "max_execution_time" && at(args, 1).text == "0")
        st_.add(Act::no_time_limit, true, offset, std::string(name));
      return {};
    case Word::extract:
      if (elements(first).is(kRequest) || name.starts_with("import")) st_.extracted = true;
      return {};
    case Word::parse_str:
      if (!first.is(kRequest)) return {};
      if (args.size() > 1 && given_.size() > 1)
        assign(given_[1], Value::made(kRequest));
      else
        st_.extracted = true;
      return {};
    case Word::unserialize:
      if (!first.is(kRequest)) return {};
      st_.unserialized = true;
      return Value::made(kRequest | kIndirect);
    case Word::environment:
      if (name.starts_with("filter")) return args.size() > 2 ? Value{} : Value::made(kRequest);
      return first.text.starts_with("HTTP_") || first.text == "QUERY_STRING" ? Value::made(kRequest)
                                                                             : Value{};
    case Word::headers:
      return Value::made(kRequest);
    case Word::session_id:
      return args.empty() ? Value::made(kRequest) : Value{};
    case Word::define:
      if (args.size() > 1 && first.known && st_.constants.size() < 10'000)
        st_.constants[first.text] = args[1];
      return {};
    case Word::take_first:
      if (name == "get_defined_vars") return Value::made(kGlobals | kRequest | kIndirect);
      return any_of(args);
    case Word::exif:
      return Value::made(kSelf);
    case Word::hash_of:
      return Value::made(elements(first).is(kRequest) ? kHashed : 0u);
    case Word::time_now:
      timed_ = timed_ || loop_ > 0;
      return {};
    case Word::clean: {
      if (name.starts_with("preg_match") && given_.size() > 2 && at(args, 1).is(kRequest))
        assign(given_[2],
               Value::made(kRequest | (first.text.find(".*") == std::string::npos ? kIndirect : 0u)));
      const bool checks = name == "in_array" || name == "array_key_exists" || name == "is_numeric" ||
                          name.starts_with("ctype");
      if (checks && !given_.empty())
        if (Value* v = find(given_[0])) v->from |= kChecked;
      return {};
    }
    default:
      return {};
  }
}

}  // namespace culprit::audit
