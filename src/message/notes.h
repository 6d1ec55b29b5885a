// All notes of a capture, added up in bounded memory: who did what how often, with how many different texts.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "flow/index.h"
#include "message/note.h"

namespace culprit::message {

/// Equal notes (kind, protocol, ends, port, subject), added up.
struct Tally {
  struct Number {
    uint32_t value = 0;
    uint64_t count = 0;
  };
  static constexpr size_t kSamples = 4, kMaxText = 96, kNumbers = 6;

  NoteKind kind = NoteKind::question;
  const char* protocol = "";
  Address client, server;
  uint16_t server_port = 0;
  std::string subject;  ///< empty also where the pair has more subjects than are told apart

  uint64_t count = 0;
  uint64_t text_bytes = 0;           ///< of all texts together
  uint32_t longest = 0;              ///< of the texts
  std::vector<std::string> samples;  ///< the first different texts, cut to kMaxText bytes
  std::vector<Number> numbers;       ///< the first different numbers
  uint64_t other_numbers = 0;        ///< notes whose number did not fit there
  uint32_t in_second = 0, busiest = 0;  ///< in the second that goes on; in the busiest one
  Time first, last, second;  ///< `second` is when the one that goes on began
  FrameRef first_ref, last_ref;
  std::array<uint64_t, 16> seen{};  ///< one bit per text, by its hash

  void take(const Note& note);
  void merge(const Tally& other);
  /// How many different texts, about: exact for a few, then by the bits that are still clear (Whang, 1990),
  /// within some 5 % up to a thousand; `kMany` = more than it can tell.
  static constexpr uint32_t kMany = 5000;
  uint32_t distinct() const;
  /// How many notes had this number.
  uint64_t with(uint32_t number) const;
};

/// Ladder for a note whose tally does not exist: make one; where its pair has kMaxSubjects subjects already,
/// or the table is two thirds full, the pair's tally without a subject; where the table is full, it is
/// counted as dropped.
class Notes {
 public:
  static constexpr size_t kMax = 6000, kMaxSubjects = 64;
  void add(const Note& note);
  void merge(const Notes& other);
  /// In the order of their keys after settle(), else in that of their first note.
  const std::vector<Tally>& all() const { return tallies_; }
  void settle();
  uint64_t dropped() const { return dropped_; }

 private:
  Tally* find_or_make(const Note& note, std::string_view subject);
  std::vector<Tally> tallies_;
  flow::Index index_{14};                            ///< of the keys
  std::unordered_map<uint64_t, uint32_t> subjects_;  ///< hash of the pair -> how many subjects it has
  uint64_t dropped_ = 0;
};

}  // namespace culprit::message
