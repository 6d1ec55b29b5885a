// Conditions and loops. A loop is read once, for all its turns; one whose turns are known from the source (a
// decoder over a text that stands there) is followed turn by turn, as far as a budget goes.
#include <algorithm>
#include <utility>

#include "audit/php_walk.h"
#include "base/text.h"

namespace culprit::audit {
namespace {

constexpr size_t kMaxTurns = 60'000, kMaxBody = 600, kMaxItems = 8192;

bool is_control(const Token& t) {
  switch (t.word) {
    case Word::kw_if:
    case Word::kw_for:
    case Word::kw_foreach:
    case Word::kw_while:
    case Word::kw_do:
    case Word::kw_switch:
    case Word::kw_try:
      return true;
    default:
      return false;
  }
}

// foreach (array('_GET', '_POST') as $name) ... $$name; foreach (array('exec', 'system') as $f) ... $f(...):
// of all that the variable may be, the one that matters.
bool is_telling(const Value& v) {
  return v.known && (v.text == "_POST" || v.text == "_GET" || v.text == "_REQUEST" ||
                     word_of(v.text) == Word::run_command);
}

/// Restores what a loop changes of what is known of the loop around.
class LoopAround {
 public:
  LoopAround(int& loop, bool& timed, bool& pressing) : loop_(loop), timed_(timed), pressing_(pressing) {}
  ~LoopAround() {
    --loop_;
    timed_ = was_timed_;
    pressing_ = was_pressing_;
  }
  LoopAround(const LoopAround&) = delete;
  LoopAround& operator=(const LoopAround&) = delete;

 private:
  int& loop_;
  bool &timed_, &pressing_;
  bool was_timed_ = timed_, was_pressing_ = pressing_;
};

}  // namespace

// ---- Conditions

void Walker::body(bool loop) {
  ++conditional_;
  const uint32_t around = std::exchange(block_, ++st_.blocks);
  if (accept(':')) {  // while (...): ... endwhile;
    while (loop && more() && !(now().kind == TokenKind::name && lower(text(now())).starts_with("end"))) {
      const size_t before = i_;
      statement();
      if (i_ == before) ++i_;
    }
  } else {
    statement();
  }
  block_ = around;
  --conditional_;
}

std::optional<bool> Walker::condition() {
  std::optional<bool> holds;
  if (accept('(')) {
    holds = truth_of(expression());
    if (!accept(')')) skip_to(')'), accept(')');
  }
  return holds;
}

/// Behind a condition: where the statement ends that hangs on it; nothing where that takes reading.
std::optional<size_t> Walker::end_of_body(size_t at) const {
  if (token(at).kind == TokenKind::sign && token(at).code == '{') return skip_pair(at) + 1;
  if (token(at).kind == TokenKind::sign && token(at).code == ':') return std::nullopt;
  if (is_control(token(at))) return std::nullopt;
  for (; at < std::min(end_, tk_.all.size()); ++at) {
    const Token& t = token(at);
    if (t.kind == TokenKind::close) return at;
    if (t.kind != TokenKind::sign) continue;
    if (t.code == ';') return at + 1;
    if (t.code == '(' || t.code == '[' || t.code == '{') at = skip_pair(at);
  }
  return std::nullopt;
}

void Walker::conditional() {
  ++i_;
  const std::optional<bool> holds = condition();
  const std::optional<size_t> end = end_of_body(i_);
  if (!exact_ || !holds || !end) {
    murky_ = murky_ || exact_;
    return body(false);
  }
  if (*holds) {
    statement();
    if (leaves_ != Leave::no) return;
    i_ = *end;
    skip_others();
    return;
  }
  i_ = *end;
  if (is(Word::kw_else) && !is_control(peek())) {
    ++i_;
    statement();
  } else if (is(Word::kw_elseif)) {
    conditional();
  } else if (is(Word::kw_else)) {
    ++i_;  // else if
  }
}

/// The other branches of a condition that held.
void Walker::skip_others() {
  while (is(Word::kw_else) || is(Word::kw_elseif)) {
    size_t at = i_ + 1;
    if (token(at).word == Word::kw_if) ++at;
    if (token(at).kind == TokenKind::sign && token(at).code == '(') at = skip_pair(at) + 1;
    const auto end = end_of_body(at);
    if (!end) {
      murky_ = true;
      return;
    }
    i_ = *end;
  }
}

void Walker::switch_body() {
  ++i_;
  condition();
  murky_ = murky_ || exact_;
  body(false);
}

/// break, continue and return, where it is sure that they are reached.
void Walker::leave(Leave how) {
  if (exact_ && conditional_ == exact_from_) leaves_ = how;
}

// ---- Turn by turn

bool Walker::may_turn(size_t body_begin, const std::optional<size_t>& body_end) const {
  return st_.exacting && body_end && *body_end - body_begin <= kMaxBody && st_.turns < kMaxTurns &&
         class_ == 0;
}

/// Reads the body once, as a turn that is sure to happen; false where there is no next one, or none is known.
bool Walker::turn(size_t begin) {
  ++st_.turns;
  const bool was_exact = exact_;
  const int was_from = exact_from_;
  exact_ = true;
  exact_from_ = conditional_;
  leaves_ = Leave::no;
  i_ = begin;
  statement();
  exact_ = was_exact;
  exact_from_ = was_from;
  const bool goes_on = leaves_ != Leave::loop && !murky_ && st_.turns < kMaxTurns && more_steps();
  leaves_ = Leave::no;
  return goes_on;
}

// ---- Loops

void Walker::while_loop() {
  ++i_;
  const LoopAround around(++loop_, timed_, pressing_);
  timed_ = counts_ = false;
  const size_t header = i_;
  std::optional<bool> holds = condition();
  pressing_ = pressing_ || timed_ || counts_ || holds.value_or(false);
  const size_t begin = i_;
  const auto end = end_of_body(begin);
  if (!holds.value_or(false) || !may_turn(begin, end)) return body(true);
  const bool was_murky = murky_;
  murky_ = false;
  while (turn(begin)) {
    i_ = header;
    holds = condition();
    if (!holds.value_or(false)) break;
  }
  murky_ = was_murky || (murky_ && exact_);
  i_ = *end;
}

void Walker::do_loop() {
  ++i_;
  const LoopAround around(++loop_, timed_, pressing_);
  const auto end = end_of_body(i_);
  if (end && token(*end).word == Word::kw_while) {  // what it goes on by stands behind it
    const size_t begin = i_;
    i_ = *end + 1;
    timed_ = counts_ = false;
    const auto holds = condition();
    pressing_ = pressing_ || timed_ || counts_ || holds.value_or(false);
    const size_t behind = i_;
    i_ = begin;
    body(true);
    i_ = behind;
    return;
  }
  body(true);
}

/// Comma-separated expressions up to `end`; the last one's value.
Value Walker::expressions(size_t end) {
  Value out;
  while (more() && i_ < end) {
    const size_t before = i_;
    out = expression();
    if (i_ == before || is(';') || is(',')) ++i_;
  }
  i_ = end;
  return out;
}

void Walker::for_loop() {
  ++i_;
  if (!is('(')) return body(true);
  const LoopAround around(++loop_, timed_, pressing_);
  const size_t close = skip_pair(i_++);
  size_t parts[2] = {close, close};
  size_t n = 0;
  for (size_t at = i_; at < close && n < 2; ++at) {
    const Token& t = token(at);
    if (t.kind != TokenKind::sign) continue;
    if (t.code == ';') parts[n++] = at;
    if (t.code == '(' || t.code == '[' || t.code == '{') at = skip_pair(at);
  }
  expressions(parts[0]);
  timed_ = counts_ = false;
  const auto check = [&]() -> std::optional<bool> {
    if (n > 0) i_ = parts[0] + 1;
    if (n > 0 && parts[1] == parts[0] + 1) return true;  // for (;;)
    return truth_of(expressions(parts[1]));
  };
  std::optional<bool> holds = check();
  pressing_ = pressing_ || timed_ || counts_ || (n > 0 && parts[1] == parts[0] + 1);
  const size_t begin = close + 1;
  const auto end = end_of_body(begin);
  const auto step = [&] {
    i_ = std::min(parts[1] + 1, close);
    expressions(close);
  };
  if (!holds.value_or(false) || !may_turn(begin, end)) {
    step();
    i_ = begin;
    return body(true);
  }
  const bool was_murky = murky_;
  murky_ = false;
  while (turn(begin)) {
    step();
    holds = check();
    if (!holds.value_or(false)) break;
  }
  murky_ = was_murky || (murky_ && exact_);
  i_ = *end;
}

void Walker::foreach_loop() {
  ++i_;
  if (!accept('(')) return;
  const LoopAround around(++loop_, timed_, pressing_);
  const Value all = expression();
  if (is(Word::kw_as)) ++i_;
  std::vector<Place> places;
  bool keyed = false;
  while (more() && !is(')')) {
    const size_t before = i_;
    Place p;
    accept('&');
    listed_.clear();
    postfix(p);
    if (p.kind != Place::Kind::none) places.push_back(p);
    places.insert(places.end(), listed_.begin(), listed_.end());
    if (accept(kDoubleArrow))
      keyed = true;
    else if (i_ == before)
      ++i_;
  }
  accept(')');
  const auto end = end_of_body(i_);
  const bool plain = places.size() == (keyed ? 2u : 1u) && all.items && all.items->size() <= kMaxItems;
  if (plain && !all.items->empty() && may_turn(i_, end) &&
      std::ranges::all_of(*all.items, [](const auto& item) { return item.second.known; })) {
    each_turn(all, places, i_);
    i_ = *end;
    return;
  }
  Value each = elements(all);
  each.from &= ~kHandles;
  if (all.items)
    for (const auto& [key, value] : *all.items)
      if (is_telling(value)) each = value;
  for (const Place& p : places) assign(p, each);
  body(true);
}

void Walker::each_turn(const Value& all, const std::vector<Place>& places, size_t begin) {
  const std::shared_ptr<const Items> items = all.items;  // the body may replace the array
  const bool was_murky = murky_;
  murky_ = false;
  for (const auto& [key, value] : *items) {
    if (places.size() > 1) assign(places[0], Value::of(key));
    assign(places.back(), value);
    if (!turn(begin)) break;
  }
  murky_ = was_murky || (murky_ && exact_);
}

}  // namespace culprit::audit
