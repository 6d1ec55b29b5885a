#include "capture/process_claims.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace culprit::capture {
namespace {

constexpr size_t kMostProcesses = 1024, kMostName = 1024;

/// The value behind "Cmd:" at the beginning of a line, in any case.
std::string_view value_of(std::string_view text, std::string_view label) {
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const std::string_view line = trim(text.substr(0, end));
    if (line.size() > label.size() && iequals(line.substr(0, label.size()), label))
      return trim(line.substr(label.size()));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

std::optional<uint64_t> number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end == text.data()) return std::nullopt;
  return value;
}

std::string_view until_zero(std::string_view text) { return text.substr(0, text.find('\0')); }

}  // namespace

uint16_t claim_process(Info& info, ProcessClaim claim) {
  claim.name.resize(std::min(claim.name.size(), kMostName));
  const auto known = std::ranges::find(info.processes, claim);
  const auto index = static_cast<size_t>(known - info.processes.begin());
  if (known == info.processes.end()) {
    if (index >= kMostProcesses) return 0;
    info.processes.push_back(std::move(claim));
  }
  return static_cast<uint16_t>(index + 1);
}

uint16_t process_in_comment(Info& info, std::string_view comment) {
  if (comment.starts_with("PID=")) {
    const auto pid = number(comment.substr(4));
    return pid ? claim_process(info, {*pid, {}, "etl2pcapng"}) : uint16_t{0};
  }
  const std::string_view pid = value_of(comment, "PID:"), command = value_of(comment, "Cmd:");
  if (pid.empty() || command.empty() || !number(pid)) return 0;
  return claim_process(info, {*number(pid), std::string(command), "ptcpdump"});
}

// struct pktap_header of Apple's net/pktap.h; all numbers little-endian on the machines that write it.
void unwrap_pktap(Info& info, Frame& frame) {
  constexpr size_t kLeast = 108, kLink = 8, kFlags = 36, kPid = 52, kName = 56, kNameSize = 20;
  const size_t size = frame.data.le32(0);
  if (size < kLeast || size > frame.data.size()) return;
  const uint32_t flags = frame.data.le32(kFlags) & 3;
  if (flags == 1 || flags == 2) frame.direction = flags == 1 ? Direction::inbound : Direction::outbound;
  const uint32_t pid = frame.data.le32(kPid);
  const std::string_view name = until_zero(frame.data.sub(kName, kNameSize).text());
  if (!name.empty() && pid != UINT32_MAX)
    frame.process = claim_process(info, {pid, std::string(name), "pktap"});
  frame.link = static_cast<uint16_t>(frame.data.le32(kLink));
  frame.data = frame.data.sub(size);
  frame.wire = frame.wire > size ? frame.wire - static_cast<uint32_t>(size) : 0;
}

}  // namespace culprit::capture
