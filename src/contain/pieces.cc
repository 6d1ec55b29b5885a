#include "contain/pieces.h"

#include <algorithm>
#include <iterator>

namespace culprit::contain {

std::string protocol_name(uint16_t protocol) {
  switch (protocol) {
    case 0:
      return {};
    case 1:
      return "icmp";
    case 6:
      return "tcp";
    case 17:
      return "udp";
    case 58:
      return "icmpv6";
    default:
      return std::to_string(protocol);
  }
}

std::string joined(const std::vector<uint16_t>& numbers, std::string_view separator) {
  std::string out;
  for (const uint16_t n : numbers) out.append(out.empty() ? "" : separator).append(std::to_string(n));
  return out;
}

std::string joined(const std::vector<Prefix>& prefixes, std::string_view separator) {
  std::string out;
  for (const Prefix& p : prefixes)
    out.append(out.empty() ? "" : separator).append(p.bits == 128 ? p.base.text() : p.text());
  return out;
}

std::vector<Prefix> of_version(const std::vector<Prefix>& all, bool four) {
  std::vector<Prefix> out;
  std::ranges::copy_if(all, std::back_inserter(out),
                       [four](const Prefix& p) { return p.base.is_ip4() == four; });
  return out;
}

std::string joined(const std::vector<std::array<uint16_t, 2>>& ranges, unsigned less) {
  std::string out;
  for (const auto& [low, high] : ranges) {
    if (high < less) continue;
    const unsigned from = low < less ? 0 : low - less;
    out += (out.empty() ? "" : ", ") + std::to_string(from);
    if (high != low) out += '-' + std::to_string(high - less);
  }
  return out;
}

std::string joined_bytes(const std::vector<uint8_t>& numbers) {
  return joined(std::vector<uint16_t>(numbers.begin(), numbers.end()), ", ");
}

bool concerns(const FilterRule& r, bool four) {
  if (r.version != 0 && (r.version == 4) != four) return false;
  if (r.protocol == 1 && !four) return false;
  if (r.protocol == 58 && four) return false;
  if (!r.local.empty() && of_version(r.local, four).empty()) return false;
  return r.remote.empty() || !of_version(r.remote, four).empty();
}

bool is_plain(const FilterRule& r) { return !r.asks_look() && !r.but_remote && !r.but_local; }

bool is_plain(const Measure& m) {
  return !m.passing && std::ranges::all_of(m.rules, [](const FilterRule& r) { return is_plain(r); });
}

}  // namespace culprit::contain
