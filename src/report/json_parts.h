// Pieces of the JSON report that several of its members share.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "case/case.h"
#include "wording/words.h"

namespace culprit::report {

/// Writes parts of one case. Rounds numbers, so that the same case gives the same bytes everywhere.
class JsonParts {
 public:
  JsonParts(Json& out, const Case& c, const Words& words) : out_(out), case_(c), words_(words) {}

  void finding(const Finding& f);
  void evidence(std::span<const Evidence> all);
  void real(std::string_view name, double value, int digits);
  void time(std::string_view name, Time value);
  void time(std::string_view name, const std::optional<Time>& value);
  void texts(std::string_view name, std::span<const std::string> all);
  void sentences(std::string_view name, std::span<const Sentence> all);
  void sentence(std::string_view name, const Sentence& s);
  /// Bytes from anywhere, escaped; left out where empty.
  void text(std::string_view name, std::string_view bytes);
  /// Index of the input file; left out where there is one file.
  void file(uint32_t index);
  void mac(uint64_t value);

 private:
  void evidence(const Evidence& e);
  void order(const Order& o);
  void reasons(const Order& o);
  void endpoints(std::string_view name, std::span<const Endpoint> all);
  void endpoint(const Endpoint& e);
  void payload(const PayloadNature& p);
  void attribution(const Finding& f);
  void false_links(const std::array<uint64_t, 2>& trials_links);
  void remedy(const Remedy& r);
  void remedies(const Finding& f);

  Json& out_;
  const Case& case_;
  const Words& words_;
};

}  // namespace culprit::report
