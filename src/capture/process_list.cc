#include "capture/process_list.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "capture/text_lines.h"

namespace culprit::capture {
namespace {

constexpr size_t kMostWords = 32, kMostName = 256;

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> out;
  while (out.size() < kMostWords) {
    const size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    line.remove_prefix(begin);
    const size_t end = std::min(line.find_first_of(" \t"), line.size());
    out.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return out;
}

std::optional<uint64_t> number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  return whole && value <= UINT32_MAX ? std::optional(value) : std::nullopt;
}

uint16_t protocol_of(std::string_view word) {
  for (const auto& [name, protocol] :
       {std::pair{std::string_view("tcp"), uint16_t{6}}, {"tcp6", 6}, {"udp", 17}, {"udp6", 17}})
    if (iequals(word, name)) return protocol;
  return 0;
}

/// "192.0.2.1:80", "[2001:db8::1%eth0]:80", "0.0.0.0:*", "*:*", ":::80", "*:http": false where it is none of
/// these.
bool read_end(std::string_view word, Address& address, uint16_t& port) {
  const size_t colon = word.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == word.size()) return false;
  std::string_view host = word.substr(0, colon);
  const std::string_view tail = word.substr(colon + 1);
  const auto value = number(tail);
  if (tail != "*" && (!value || *value > 65535)) return false;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  host = host.substr(0, host.find('%'));
  const auto parsed = Address::parse(host);
  if (!parsed && host != "*" && host != "::" && !host.empty()) return false;
  if (parsed && scope(*parsed) != Scope::unspecified) address = *parsed;
  port = static_cast<uint16_t>(value.value_or(0));
  return true;
}

void name(ProcessList& list, uint64_t pid, std::string_view program) {
  if (pid == 0 || program.empty() ||
      (list.programs.size() >= ProcessList::kMost && !list.programs.contains(pid)))
    return;
  list.programs[pid] = program.substr(0, kMostName);
}

/// The pid at the end of a socket's line, and the program's name where it stands beside it.
uint64_t owner(ProcessList& list, const std::vector<std::string_view>& words, std::string_view line) {
  // ss: users:(("apache2",pid=1234,fd=12))
  if (const size_t at = line.find("pid="); at != std::string_view::npos) {
    uint64_t pid = 0;
    std::from_chars(line.data() + at + 4, line.data() + line.size(), pid);
    const size_t open = line.find("((\""),
                 close = open == std::string_view::npos ? open : line.find('"', open + 3);
    if (close != std::string_view::npos) name(list, pid, line.substr(open + 3, close - open - 3));
    return pid;
  }
  // Linux' netstat: 1234/apache2, where the name may have blanks.
  for (const std::string_view word : words) {
    const size_t slash = word.find('/');
    const auto pid = slash == std::string_view::npos ? std::nullopt : number(word.substr(0, slash));
    if (!pid) continue;
    name(list, *pid, word.substr(slash + 1));
    return *pid;
  }
  return number(words.back()).value_or(0);  // Windows
}

void add(ProcessList& list, const Socket& socket) {
  if (list.sockets.size() < ProcessList::kMost) list.sockets.push_back(socket);
}

bool read_socket(ProcessList& list, const std::vector<std::string_view>& words, std::string_view line) {
  Socket socket;
  socket.protocol = words.empty() ? uint16_t{0} : protocol_of(words[0]);
  if (socket.protocol == 0) return false;
  size_t ends = 0;
  for (size_t i = 1; i < words.size() && ends < 2; ++i) {
    if (ends == 0 && read_end(words[i], socket.local, socket.local_port))
      ends = 1;
    else if (ends == 1 && read_end(words[i], socket.remote, socket.remote_port))
      ends = 2;
  }
  if (ends == 0) return false;
  socket.pid = owner(list, words, line);
  add(list, socket);
  return true;
}

/// lsof: COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME
bool read_lsof(ProcessList& list, const std::vector<std::string_view>& words) {
  if (words.size() < 9 || (words[4] != "IPv4" && words[4] != "IPv6")) return false;
  const auto pid = number(words[1]);
  Socket socket;
  socket.protocol = protocol_of(words[7]);
  if (!pid || socket.protocol == 0) return false;
  const size_t arrow = words[8].find("->");
  if (!read_end(words[8].substr(0, arrow), socket.local, socket.local_port)) return false;
  if (arrow != std::string_view::npos)
    read_end(words[8].substr(arrow + 2), socket.remote, socket.remote_port);
  socket.pid = *pid;
  name(list, *pid, words[0]);
  if (list.users.size() < ProcessList::kMost) list.users[*pid] = words[2].substr(0, kMostName);
  add(list, socket);
  return true;
}

/// `tasklist`: "httpd.exe   1234 Console   1   10,000 K", or "httpd.exe","1234","Console",...
bool read_task(ProcessList& list, const std::vector<std::string_view>& words, std::string_view line) {
  if (line.starts_with('"')) {
    const size_t middle = line.find("\",\"");
    const size_t end = middle == std::string_view::npos ? middle : line.find('"', middle + 3);
    if (end == std::string_view::npos) return false;
    const auto pid = number(line.substr(middle + 3, end - middle - 3));
    if (pid) name(list, *pid, line.substr(1, middle - 1));
    return pid.has_value();
  }
  for (size_t i = 1; i + 1 < words.size(); ++i) {
    const auto pid = number(words[i]);
    if (!pid || !(words.back() == "K" || words.back() == "KB" || words[i + 1] == "Console" ||
                  words[i + 1] == "Services"))
      continue;
    const size_t size = static_cast<size_t>(words[i - 1].data() + words[i - 1].size() - words[0].data());
    name(list, *pid, std::string_view(words[0].data(), size));
    return true;
  }
  return false;
}

}  // namespace

std::string_view ProcessList::name_of(uint64_t pid) const {
  const auto known = programs.find(pid);
  return known == programs.end() ? std::string_view{} : std::string_view(known->second);
}

ProcessList read_process_list(std::string_view text) {
  ProcessList out;
  TextLines lines;
  lines.push(Bytes{text});
  lines.finish();
  std::string_view line;
  while (lines.next(line)) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty() || read_socket(out, words, line) || read_lsof(out, words) ||
        read_task(out, words, line))
      continue;
    // netstat -b: the program is named below its socket, in brackets.
    const std::string_view whole = trim(line);
    if (whole.starts_with('[') && whole.ends_with(']') && whole.size() > 2 && !out.sockets.empty())
      name(out, out.sockets.back().pid, whole.substr(1, whole.size() - 2));
  }
  return out;
}

}  // namespace culprit::capture
