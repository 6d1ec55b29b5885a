// The scripts that a log's requests call, in bounded memory: when each was first written, first used, and by
// whom.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attribute/deed.h"

namespace culprit::attribute {

struct Visitor {
  std::string client;
  uint64_t uses = 0;
  uint32_t file = 0;  ///< of its first use, and the line
  uint64_t line = 0;
};

struct Script {
  std::string path;
  std::vector<Deed> writes;        ///< the first four by time, each with success
  std::optional<Deed> first_use;   ///< the first request that the server answered with success
  std::optional<Deed> brought_by;  ///< a MOVE, COPY or POST by the client of the first use, shortly before it
  std::vector<Visitor> visitors;   ///< those of the first uses, at most kVisitors
  std::optional<Time> absent;      ///< when it was asked for in vain, last before its first use
  uint64_t uses = 0, orders = 0, other_visitors = 0;
  Time last_use;
  bool on_disk = false;  ///< `path` is a path on disk, from an FTP log
};

class ScriptTable {
 public:
  static uint64_t hash(std::string_view text);
  static constexpr size_t kMax = 8192, kReserved = 1024, kVisitors = 8, kRare = 64, kWrites = 4,
                          kMisses = 16384;

  /// A request with success. Cheap for scripts that are called all the time.
  void used(const capture::LogLine& line, std::string_view path) {
    const uint32_t at = place_of(hash(path));
    if (at == kNowhere) return first(line, path);
    Script& s = scripts_[at];
    if (++s.uses > kRare && s.first_use && line.time >= s.first_use->time) {
      s.last_use = line.time;
      return;
    }
    again(s, line);
  }
  void written(const Deed& deed, bool on_disk);
  void missed(std::string_view path, Time time);
  /// Remembers what may have brought a file: found again as `brought_by`.
  void may_bring(const capture::LogLine& line);
  Script* order(const capture::LogLine& line, std::string_view path);

  /// The script of a decoded path; where only an FTP log knows it, by its `place` on disk, or by the path's
  /// end.
  const Script* find(std::string_view decoded, std::string_view place = {}) const;
  const std::vector<Script>& all() const { return scripts_; }
  uint64_t dropped() const { return dropped_; }

 private:
  static constexpr uint32_t kNowhere = UINT32_MAX;
  /// Of a hash in the table; a few steps in a flat array, for every call of a script.
  uint32_t place_of(uint64_t key) const {
    for (size_t i = key % index_.size(); index_[i].second != kNowhere; i = (i + 1) % index_.size())
      if (index_[i].first == key) return index_[i].second;
    return kNowhere;
  }
  Script* make(std::string path, size_t cap);
  void first(const capture::LogLine& line, std::string_view path);
  void again(Script& script, const capture::LogLine& line);
  void note_visitor(Script& script, const capture::LogLine& line);
  void look_who_brought(Script& script);

  struct Miss {
    uint64_t hash = 0;
    Time time;
  };
  std::vector<Script> scripts_;
  std::vector<std::pair<uint64_t, uint32_t>> index_{32768, {0, kNowhere}};  ///< never more than a third full
  std::vector<Miss> misses_;
  std::array<Deed, 256> bringers_;
  size_t next_bringer_ = 0;
  uint64_t dropped_ = 0;
};

}  // namespace culprit::attribute
