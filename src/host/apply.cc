#include "host/apply.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace culprit::host {
namespace {

constexpr const char* kTable = "table inet culprit\ndelete table inet culprit\n";
constexpr size_t kMaxRules = 1 << 20;

/// Runs nft on a file of rules; empty = it took all of them.
std::string load(const std::string& rules) {
  std::FILE* nft = ::popen("nft -f -", "w");
  if (nft == nullptr) return "nft cannot be started";
  std::fwrite(rules.data(), 1, rules.size(), nft);
  return ::pclose(nft) == 0 ? "" : "nft did not take the rules";
}

/// The rules of the table as they are; empty = there is none.
std::string present() {
  std::FILE* nft = ::popen("nft list table inet culprit 2>/dev/null", "r");
  std::string out;
  if (nft == nullptr) return out;
  std::array<char, 4096> piece{};
  for (size_t n = 0; (n = std::fread(piece.data(), 1, piece.size(), nft)) != 0 && out.size() < kMaxRules;)
    out.append(piece.data(), n);
  ::pclose(nft);
  return out;
}

bool says_yes(unsigned seconds) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + std::chrono::seconds(seconds);
  std::string line;
  for (char c = 0; line.size() < 16;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd in{STDIN_FILENO, POLLIN, 0};
    if (left <= 0 || ::poll(&in, 1, static_cast<int>(left)) <= 0 || ::read(STDIN_FILENO, &c, 1) != 1)
      return false;
    if (c == '\n') return line == "yes";
    line += c;
  }
  return false;
}

void tell(int to, const std::string& text) {
  if (::send(to, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;  // the other side is gone: go on
}

/// The keeper's whole life. A message is "SECONDS\nRULES".
void keep(int channel) {
  ::setsid();
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);
  std::string message(kMaxRules + 16, '\0');
  const ssize_t n = ::recv(channel, message.data(), message.size(), 0);
  if (n <= 0) return;
  message.resize(static_cast<size_t>(n));
  const size_t end = message.find('\n');
  const auto seconds = static_cast<unsigned>(std::strtoul(message.c_str(), nullptr, 10));
  const std::string before = present();
  if (const std::string problem = load(message.substr(end + 1)); !problem.empty())
    return tell(channel, problem);
  tell(channel, "applied");
  if (says_yes(seconds)) return tell(channel, "kept");
  const std::string problem = load(kTable + before);
  tell(channel, problem.empty() ? "back" : problem);
}

}  // namespace

Result<Applier> Applier::begin() {
  if (::geteuid() != 0)
    return error("Only root may change the packet filter.", "--apply", "Say it with sudo in front.");
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()) != 0)
    return error("No second process can be started.", "--apply");
  const int room = kMaxRules * 2;  // a message goes in one piece
  ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
  const pid_t child = ::fork();
  if (child < 0) return error("No second process can be started.", "--apply");
  if (child == 0) {
    ::close(ends[0]);
    keep(ends[1]);
    ::_exit(0);
  }
  ::close(ends[1]);
  return Applier(ends[0], ends[0]);
}

Applier::Applier(Applier&& other) noexcept
    : to_(std::exchange(other.to_, -1)), from_(std::exchange(other.from_, -1)) {}

Applier::~Applier() {
  if (to_ >= 0) ::close(to_);
}

std::string Applier::answer() {
  std::array<char, 256> text{};
  const ssize_t n = ::read(from_, text.data(), text.size());
  return n <= 0 ? "the process that applies rules has ended"
                : std::string(text.data(), static_cast<size_t>(n));
}

std::optional<Error> Applier::apply(const std::string& rules, unsigned seconds) {
  const std::string message = std::to_string(seconds) + '\n' + rules;
  if (message.size() > kMaxRules || ::write(to_, message.data(), message.size()) < 0)
    return Error{"These rules are too long to be applied at once.", "--apply", ""};
  const std::string said = answer();
  if (said == "applied") return std::nullopt;
  return Error{"Nothing was changed: " + said + '.', "--apply", ""};
}

Result<bool> Applier::confirmed() {
  const std::string said = answer();
  if (said == "kept") return true;
  if (said == "back") return false;
  return error("The rules could not be taken back: " + said + '.', "--apply",
               "Say: nft delete table inet culprit");
}

}  // namespace culprit::host
