// The clients of a log that probe, fail or write, in bounded memory.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "attribute/deed.h"
#include "attribute/script_table.h"

namespace culprit::attribute {

struct Client {
  std::string name;
  uint64_t asked_methods = 0;  ///< OPTIONS and PROPFIND
  uint64_t refused = 0;        ///< 401, 403, 405, 407
  uint64_t missing = 0;        ///< 404, 410
  uint64_t logins = 0, failed_logins = 0;
  uint64_t failed_before = 0;  ///< failed logins before the first one that was let in
  uint64_t orders = 0, writes = 0;
  std::optional<Deed> first_probe, first_login;
  std::vector<Deed> files;  ///< what it wrote, at most 16
  Time last;
  uint64_t probes() const { return asked_methods + refused + missing + failed_logins; }
  bool telling() const { return asked_methods + writes + orders + logins != 0; }
};

class ClientTable {
 public:
  static constexpr size_t kMax = 8192, kFiles = 16;
  Client& of(const capture::LogLine& line);
  /// One more question that visitors do not ask by chance.
  void probe(const capture::LogLine& line, uint64_t Client::* counter);
  /// A page that was not there, or not for everybody. That happens to every visitor: only who asks for
  /// several becomes a client.
  void miss(const capture::LogLine& line, uint64_t Client::* counter);
  void wrote(const Deed& deed, const capture::LogLine& line);
  const Client* find(std::string_view name) const;
  /// By the time they were last seen, then by name.
  std::vector<const Client*> all() const;
  uint64_t dropped() const { return dropped_; }

 private:
  /// Somebody who missed a page or two, at a place that his name's hash gives; who comes later takes the
  /// place.
  struct Passing {
    uint64_t hash = 0, line = 0;
    Time time;
    uint32_t file = 0;
    uint8_t missing = 0, refused = 0;  ///< together at most kSeveral
    bool known = false;                ///< is a client by now
  };
  static constexpr size_t kPassing = 16384;
  static constexpr int kSeveral = 3;
  static void absorb(Passing& passing, Client& client);
  void sweep();
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return static_cast<size_t>(ScriptTable::hash(text)); }
  };
  std::unordered_map<std::string, Client, Hash, std::equal_to<>> clients_;
  std::vector<Passing> passing_;
  uint64_t dropped_ = 0;
};

}  // namespace culprit::attribute
