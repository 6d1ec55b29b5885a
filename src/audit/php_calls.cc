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

/// "RCPT TO:<" . $_POST['to']: mail without mail().
bool speaks_mail(const Value& v) {
  return v.text.find("RCPT TO") != std::string::npos || v.text.find("MAIL FROM") != std::string::npos;
}

const Value kNone;
const Value& at(std::span<const Value> args, size_t n) { return n < args.size() ? args[n] : kNone; }

}  // namespace

// ---- Whom it calls

Value Walker::call(std::string_view name, std::vector<Value>& args, size_t offset, uint32_t name_from) {
  if (const auto f = st_.functions.find(name); f != st_.functions.end())
    return call_function(f->second, args, offset);
  if (const auto alias = st_.aliases.find(name); alias != st_.aliases.end()) name = alias->second;
  const Word word = word_of(name);
  if ((name_from & kBuilt) != 0 && is_dangerous(word))
    st_.add(Act::built_name, false, offset, std::string(name));
  if (word == Word::none)
    return (name_from & kBuilt) != 0 && !name.starts_with('{') ? Value::made(kDecoded) : Value{};
  return call_word(word, name, args, offset);
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
  if (callee.is(kObject) && !callee.known) return call_special("->__invoke", args, offset);
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
  else if (given && st_.function == nullptr && class_ == 0)
    st_.add(Act::call_hidden, false, offset, std::string(detail));
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
    case Word::accept_socket:
    case Word::curl_init:
    case Word::curl_option:
    case Word::curl_join:
    case Word::curl_exec:
    case Word::read_stream:
    case Word::write_stream:
    case Word::copy_stream:
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
  if (pressing_) st_.udp_pressing = true;
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
  // Any host that the client names gets what the client sends: a tunnel into the network behind the server.
  if (handle.is(kTcp) && handle.is(kRequest) && at(args, 1).is(kRequest) && !at(args, 1).is(kPartial))
    st_.add(Act::tunnel, false, offset, std::string(name));
  if (handle.is(kTcp) && at(args, 1).is(kRequest) && speaks_mail(at(args, 1)))
    st_.add(Act::mail_loop, false, offset, std::string(name));
  if (st_.shell_piped && !handle.is(kHandles) && at(args, 1).is(kRequest))
    st_.add(Act::command_request, at(args, 1).is(kIndirect), offset, std::string(name));
  if (handle.is(kUdp)) {
    if (loop_ > 0) st_.udp_looped = true;
    if (pressing_) st_.udp_pressing = true;
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
  const auto from = [&](size_t n) { return elements(at(args, n)).from & (kRequest | kParameters); };
  if (st_.function != nullptr && from(0) != 0 && from(1) != 0 && from(2) != 0)
    st_.function->sends_mail = true;
  const auto client = [&](size_t n) { return elements(at(args, n)).is(kRequest); };
  if (!client(0) || !client(1) || !client(2)) return;
  const bool weak = elements(at(args, 0)).is(kIndirect | kChecked);
  st_.add(loop_ > 0 ? Act::mail_loop : Act::mail_spam, weak, offset, "mail");
}

/// Over and over, to an address that the client gives.
void Walker::connect(const Value& address, size_t offset, std::string_view name) {
  if (loop_ == 0 || !pressing_) return;
  st_.reaches(Sink::address_tcp, address, offset, name);
}

void Walker::curl_option(std::span<const Value> args, size_t offset) {
  if (at(args, 1).items) {  // curl_setopt_array($c, array(CURLOPT_URL => ...))
    for (const auto& [key, value] : *at(args, 1).items)
      curl_option(std::vector<Value>{at(args, 0), Value::of(key), value}, offset);
    return;
  }
  const std::string_view option = at(args, 1).text;
  const Value& value = at(args, 2);
  if (option == "CURLOPT_FILE") st_.kept_in = value;
  if (!given_.empty() && option == "CURLOPT_URL" && value.is(kRequest) && !value.is(kPartial))
    assign(given_[0], Value::made(kRemote | kRequest | (value.from & kIndirect)));
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
      connect(first, offset, name);
      return Value::made(kTcp | (first.from & kRequest));
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
    case Word::accept_socket:
      return Value::made(kTcp);
    case Word::fetch: {
      const Value v = fetch(name, first, offset);
      if (v.is(kRemote)) connect(first, offset, name);
      if (name == "readfile" && v.is(kRemote) && v.is(kRequest))
        st_.add(Act::proxy, v.is(kIndirect), offset, std::string(name));
      return v;
    }
    case Word::curl_init:
      return Value::made((first.from & kRequest) | kRemote);
    case Word::curl_option:
      curl_option(args, offset);
      return {};
    case Word::curl_join:
      if (!given_.empty() && at(args, 1).is(kRequest)) assign(given_[0], either(first, at(args, 1)));
      return {};
    case Word::curl_exec:
      connect(first, offset, name);
      if (st_.kept_in.is(kHandle)) {
        Value path = st_.kept_in;
        path.from &= ~kHandles;
        st_.wrote(path, Value::made((first.from & kRequest) | kRemote), offset, name);
      }
      return Value::made((first.from & (kRequest | kIndirect)) | kRemote);
    case Word::read_stream:
      return read_stream(first);
    case Word::copy_stream:
      write_stream(std::vector<Value>{at(args, 1), read_stream(first)}, offset, name);
      return {};
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
      // What is run from there later is the client's.
      if (!given_.empty() && given_[0].kind == Place::Kind::variable && elements(second).is(kRequest)) {
        Value path = first;
        path.from |= kUpload;
        path.known = false;
        assign(given_[0], std::move(path));
      }
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
      else if (first.is(kRequest) && second.is(kRequest)) {
        st_.reaches(Sink::rename, second, offset, name);
        if (!first.is(kPartial))
          st_.add(Act::write_remote, st_.function != nullptr || second.is(kPartial), offset,
                  std::string(name));
      }
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
      if (first.is(kUpload)) st_.moved(first, second, offset, name);
      st_.reaches(Sink::rename, first.is(kRequest) ? first : second, offset, name);
      return {};
    default:
      st_.reaches(Sink::mode, first, offset, name);
      return {};
  }
}

// ---- The rest

/// Elements of an array, by their place.
Value Walker::taken(std::string_view name, std::vector<Value>& args) {
  if (name == "get_defined_vars") return Value::made(kGlobals | kRequest | kIndirect);
  if (name.starts_with("func_get_arg")) {
    Value all =
        any_of(st_.returned != nullptr ? std::span<const Value>(st_.given) : std::span<const Value>());
    if (st_.returned == nullptr && st_.function != nullptr) all = Value::made(kParameters);
    if (st_.returned != nullptr && name == "func_get_args") {
      auto items = std::make_shared<Items>();
      for (const Value& v : st_.given) items->emplace_back(std::to_string(items->size()), v);
      all.items = std::move(items);
    }
    return all;
  }
  const Value first = at(args, 0);
  // Which variable comes first or last: only a riddle asks so.
  if (first.is(kGlobals) && name != "array_merge" && name != "array_keys") return Value::made(kRequest);
  if (!first.items || first.items->empty()) return any_of(args);
  const bool from_end = name == "end" || name == "array_pop";
  const auto& [key, value] = from_end ? first.items->back() : first.items->front();
  if (name == "key" || name == "array_key_first") return Value::of(key, first.from);
  if (name == "current" || name == "reset" || from_end || name == "pos" || name == "array_shift")
    return value;
  if (name == "array_flip") {
    auto items = std::make_shared<Items>();
    for (const auto& [k, v] : *first.items)
      if (v.known) items->emplace_back(v.text, Value::of(k, first.from));
    Value out = any_of(args);
    out.items = std::move(items);
    return out;
  }
  return any_of(args);
}

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
      if (elements(first).is(kRequest | kUpload) || name.starts_with("import")) st_.extracted = true;
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
      return Value::made(kRequest | (first.is(kDecoded) ? 0u : kIndirect));
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
      return taken(name, args);
    case Word::lookup:
      return Value::made(kRemote);
    case Word::names_of:
      return Value::made(kDecoded);  // the names of all functions, to take one by its number or hash
    case Word::exif:
      return Value::made(kSelf);
    case Word::hash_of:
      return Value::made(elements(first).is(kRequest) ? kHashed : 0u);
    case Word::time_now:
      timed_ = timed_ || loop_ > 0;
      counts_ = true;
      return {};
    case Word::clean: {
      if (const uint32_t way = at(args, 1).from & (kRequest | kNetwork | kRemote | kSelf);
          name.starts_with("preg_match") && given_.size() > 2 && way != 0) {
        const bool wide =
            first.text.find(".*") != std::string::npos || first.text.find(".+") != std::string::npos;
        assign(given_[2], Value::made(way | (wide ? 0u : kIndirect)));
      }
      const bool checks = name == "in_array" || name == "array_key_exists" || name == "is_numeric" ||
                          name.starts_with("ctype");
      if (checks && !given_.empty())
        if (Variable* v = find(given_[0])) v->from |= kChecked;
      return {};
    }
    default:
      return {};
  }
}

}  // namespace culprit::audit
