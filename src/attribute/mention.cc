#include "attribute/mention.h"

namespace culprit::attribute {
namespace {

int rank(const Mention& m) {
  const bool chosen = m.place != message::Place::header && m.place != message::Place::cookie;
  return (chosen ? 4 : 0) + (m.encoding == "name" || m.encoding == "xor" ? 0 : 2) + (m.encoding == "plain" ? 1 : 0);
}

}  // namespace

std::optional<Mention> find_mention(const Said& said, const Needles& needles, bool bytes) {
  std::optional<Mention> best;
  for (const Piece& p : said.pieces()) {
    std::string_view how = needles.in(p.text);
    if (how.empty() && bytes && p.depth == 0) how = needles.in_bytes(p.text);
    if (how.empty()) continue;
    const Mention found{p.name, p.how == "plain" ? how : p.how, p.place};
    if (!best || rank(found) > rank(*best)) best = found;
  }
  return best;
}

std::optional<Mention> find_mention(const message::Message& m, const Target& target) {
  return find_mention(Said(m), Needles(target), m.kind == message::Kind::binary);
}

std::string_view mention_in(std::string_view text, const Target& target) {
  const auto found = find_mention(Said(text), Needles(target));
  return found ? found->encoding : std::string_view{};
}

}  // namespace culprit::attribute
