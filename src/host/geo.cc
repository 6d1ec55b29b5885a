#include "host/geo.h"

#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "host/libmaxminddb.h"

namespace culprit::host {
namespace {

/// Address families of sockets, for the library.
struct SocketAddress {
  sockaddr_in6 v6{};
  sockaddr_in v4{};
  const sockaddr* of(const Address& a) {
    if (a.is_ip4()) {
      v4.sin_family = AF_INET;
      v4.sin_addr.s_addr = htonl(a.v4());
      return reinterpret_cast<const sockaddr*>(&v4);
    }
    v6.sin6_family = AF_INET6;
    for (size_t i = 0; i < 16; ++i)
      v6.sin6_addr.s6_addr[i] = static_cast<uint8_t>((i < 8 ? a.hi : a.lo) >> (56 - 8 * (i % 8)));
    return reinterpret_cast<const sockaddr*>(&v6);
  }
};

using Path = std::array<const char*, 4>;

std::optional<MMDB_entry_data_s> value(MMDB_entry_s& entry, const Path& path) {
  MMDB_entry_data_s data{};
  const int status = MMDB_aget_value(&entry, &data, path.data());
  return status == MMDB_SUCCESS && data.has_data ? std::optional(data) : std::nullopt;
}

/// The text at the first of the paths that there is. The databases do not agree on names.
std::string text(MMDB_entry_s& entry, std::initializer_list<Path> paths) {
  for (const Path& path : paths)
    if (const auto data = value(entry, path); data && data->type == MMDB_DATA_TYPE_UTF8_STRING)
      return std::string(data->utf8_string, std::min<uint32_t>(data->data_size, 100));
  return {};
}

std::string system_number(MMDB_entry_s& entry) {
  for (const char* name : {"autonomous_system_number", "asn"}) {
    const auto data = value(entry, {name, nullptr, nullptr, nullptr});
    if (!data) continue;
    if (data->type == MMDB_DATA_TYPE_UINT32) return "AS" + std::to_string(data->uint32);
    if (data->type == MMDB_DATA_TYPE_UTF8_STRING)
      return std::string(data->utf8_string, std::min<uint32_t>(data->data_size, 16));
  }
  return {};
}

struct Found {
  std::string number, owner, city, country;
};

void take(std::string& to, std::string from) {
  if (to.empty()) to = std::move(from);
}

bool is_looked_up(const Address& a) { return !a.is_none() && !a.is_mac() && scope(a) == Scope::global; }

}  // namespace

struct Geo::File {
  MMDB_s database{};
  bool open = false;
  ~File() {
    if (open) MMDB_close(&database);
  }
};

Geo::Geo() = default;
Geo::~Geo() = default;
Geo::Geo(Geo&&) noexcept = default;
Geo& Geo::operator=(Geo&&) noexcept = default;

Result<void> Geo::add(const std::string& path) {
  if (!libmaxminddb.open())
    return error("The library that reads such databases is not installed.", path,
                 "Install libmaxminddb0, or leave --geo out.");
  if (::access(path.c_str(), R_OK) != 0)
    return error("The database cannot be read.", path, "Check its name and its rights.");
  auto file = std::make_unique<File>();
  const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &file->database);
  if (status != MMDB_SUCCESS)
    return error("This is no database of addresses in MaxMind's format, or it is damaged.", path,
                 "Give a file that ends with .mmdb.");
  file->open = true;
  files_.push_back(std::move(file));
  return {};
}

std::string Geo::network(const Address& address) const {
  if (!is_looked_up(address)) return {};
  Found found;
  for (const auto& file : files_) {
    SocketAddress socket;
    int problem = 0;
    MMDB_lookup_result_s at = MMDB_lookup_sockaddr(&file->database, socket.of(address), &problem);
    if (problem != MMDB_SUCCESS || !at.found_entry) continue;
    take(found.number, system_number(at.entry));
    take(found.owner,
         text(at.entry, {{"autonomous_system_organization"}, {"as_name"}, {"organization"}, {"isp"}}));
    take(found.city, text(at.entry, {{"city", "names", "en"}, {"city"}}));
    take(found.country, text(at.entry, {{"country", "iso_code"}, {"country_code"}, {"country"}}));
  }
  std::string out = found.number;
  if (!found.owner.empty()) out += (out.empty() ? "" : " ") + found.owner;
  for (const std::string* part : {&found.city, &found.country})
    if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
  return out;
}

void locate(const Geo& geo, Case& c) {
  if (geo.empty()) return;
  for (Host& h : c.hosts) h.network = geo.network(h.ip);
  constexpr size_t kMost = 64;
  for (Finding& f : c.findings)
    for (auto* ends : {&f.sources, &f.targets})
      for (size_t i = 0; i < ends->size() && i < kMost; ++i) (*ends)[i].network = geo.network((*ends)[i].ip);
  c.witnesses.emplace_back("geo");
}

}  // namespace culprit::host
