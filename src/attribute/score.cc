#include "attribute/score.h"

#include <algorithm>
#include <cmath>

#include "attribute/lag.h"
#include "base/text.h"
#include "knowledge/threshold.h"

namespace culprit::attribute {
namespace {

using knowledge::threshold;
using message::Kind;
using message::Message;

double seconds(int64_t ns) { return static_cast<double>(ns) / static_cast<double>(kSecond); }

/// One message held against one flood.
class Weighing {
 public:
  Weighing(Candidate& c, const Flood& f, const Needles& needles)
      : c_(c), m_(*c.message), f_(f), said_(m_), needles_(needles) {}

  void all() {
    c_.form = message::read_order(m_);
    c_.mention = find_mention(said_, needles_, m_.kind == Kind::binary);
    lag();
    amount();
    victim();
    form();
    receiver();
    if (!c_.by_answer) answer();
    std::ranges::stable_sort(c_.reasons, [](const Reason& x, const Reason& y) { return x.weight > y.weight; });
  }

 private:
  void add(Sentence what, double weight) {
    c_.log_ratio += weight;
    c_.reasons.push_back({std::move(what), weight});
  }
  static double ratio(const std::string& id, double times = 1) {
    return std::log(threshold(id + ".given") / std::min(threshold(id + ".chance") * times, 0.5));
  }
  double numbers() const { return std::max<double>(1, static_cast<double>(said_.numbers().size())); }
  bool says(uint64_t low, uint64_t high) const {
    const auto at = std::ranges::lower_bound(said_.numbers(), low);
    return at != said_.numbers().end() && *at <= high;
  }

  /// Against the local RATE of messages: the distance to the nearest one would turn chance into evidence.
  void lag() {
    const double rate = std::max(f_.message_rate, 1e-3);
    if (c_.blur_s > 0) {
      add(Sentence("reason.lag-log")
              .duration("least", static_cast<int64_t>(std::max(c_.lag_s, 0.0) * 1e9))
              .duration("most", static_cast<int64_t>((c_.lag_s + c_.blur_s) * 1e9))
              .number("rate", f_.message_rate),
          std::log(std::max(blurred_density(c_.lag_s, c_.blur_s), 1e-9) / rate));
      return;
    }
    add(Sentence(c_.lag_s < 0 ? "reason.lag-negative" : "reason.lag")
            .duration("lag", static_cast<int64_t>(std::abs(c_.lag_s) * 1e9))
            .number("rate", f_.message_rate),
        std::log(lag_density(c_.lag_s) / rate));
  }

  /// How long, to which port, of what size, how many: held against what was measured.
  void amount() {
    how_long();
    if (f_.port) {
      const bool fits = says(*f_.port, *f_.port);
      const auto asked = c_.form ? c_.form->number("port") : std::nullopt;
      if (fits) add(number_reason("reason.port-fits", *f_.port), ratio("link.port", numbers()));
      if (!fits && asked && *asked != 0) add(number_reason("reason.port-differs", *asked), std::log(1 - threshold("link.port.given")));
      asks_ = asks_ || fits || asked;
    }
    if (f_.size > 64 && says(f_.size, f_.size)) {
      add(Sentence("reason.size-fits").bytes("size", f_.size), ratio("link.amount", numbers()));
      asks_ = true;
    }
    const uint64_t off = f_.datagrams / 50;
    if (f_.datagrams >= 100 && says(f_.datagrams - off, f_.datagrams + off)) {
      add(Sentence("reason.count-fits").count("n", f_.datagrams), ratio("link.amount", numbers()));
      asks_ = true;
    }
  }
  Sentence number_reason(const char* key, uint64_t asked) const {
    Sentence s(key);
    s.text("asked", std::to_string(asked));
    return asked == f_.port ? s : s.text("seen", std::to_string(f_.port.value_or(0)));
  }

  /// The script's clock counts whole seconds and stops when it passes S: (S, S+1] seconds of flood.
  void how_long() {
    const double lasted = seconds(f_.end - f_.start);
    const uint64_t named = c_.form ? c_.form->number("seconds").value_or(0) : 0;  // 0 = it does not say
    const bool cut = seconds(f_.input_end - f_.end) < 0.5;
    const auto low = static_cast<uint64_t>(std::max(std::ceil(lasted - 1.3), 1.0));
    const auto high = static_cast<uint64_t>(std::max(std::floor(lasted + 0.3), 1.0));
    const auto tell = [&](const char* key, uint64_t asked, double weight) {
      asks_ = true;
      add(Sentence(key).count("asked", asked).duration("lasted", f_.end - f_.start), weight);
    };
    const bool fits = named != 0 ? named >= low && named <= high : says(low, high);
    if (fits) return tell("reason.seconds-fit", named != 0 ? named : said_number(low),
                           ratio("link.seconds", named != 0 ? 1 : numbers()));
    if (cut && named > high) return tell("reason.seconds-cut", named, 0.5);
    if (named == 0) return;
    const double off = std::abs(lasted - static_cast<double>(named));
    if (off <= std::max(2.0, 0.1 * static_cast<double>(named))) return tell("reason.seconds-near", named, std::log(0.1 / 0.01));
    tell("reason.seconds-differ", named, std::log(1 - threshold("link.seconds.given")));
  }
  uint64_t said_number(uint64_t low) const {
    const auto at = std::ranges::lower_bound(said_.numbers(), low);
    return at == said_.numbers().end() ? 0 : *at;
  }

  /// An order for somebody else: the victim's parameter is an address, and not the target's.
  bool names_another() const {
    if (c_.mention || !c_.form) return false;
    const std::string* victim = c_.form->role("victim");
    return victim != nullptr && Address::parse(*victim).has_value();
  }

  double chance_of_naming() const {
    const Mention& mention = *c_.mention;
    const bool header = mention.place == message::Place::header || mention.place == message::Place::cookie;
    double chance = f_.known ? threshold("link.victim.chance-peer") : threshold("link.victim.chance");
    if (header) chance = std::max(chance, threshold("link.victim.chance-header"));
    if (mention.encoding == "xor") chance = std::max(chance, threshold("link.victim.chance-xor"));
    if (!asks_ && !(c_.form && c_.form->marked)) chance = std::max(chance, threshold("link.victim.chance-bare"));
    return std::max(chance, f_.mention_share);
  }

  void victim() {
    const double given = threshold("link.victim.given");
    if (!c_.mention) {
      const double rest = names_another() ? threshold("link.other-victim.given") : 1 - given;
      return add(Sentence("reason.victim-not-named").address("victim", f_.target.address), std::log(rest));
    }
    add(Sentence(c_.mention->encoding == "name" ? "reason.victim-by-name" : "reason.victim-named")
            .address("victim", f_.target.address)
            .text("field", c_.mention->field.empty() ? "text" : c_.mention->field)
            .phrase("how", "encoding." + std::string(c_.mention->encoding)),
        std::log(given / std::min(chance_of_naming(), given)));
  }

  /// A mark and the form of the parameters tell the same thing: the stronger of the two counts.
  void form() {
    if (!c_.form || names_another()) return;
    if (c_.form->marked || c_.form->trigger->channel != "http")
      return add(Sentence("reason.known-form").text("family", std::string(c_.form->trigger->family)), ratio("link.mark"));
    // What the victim's and the length's names add to their values.
    add(Sentence("reason.order-form"), 0.5 * ratio("link.form"));
  }

  /// The order comes to the sender of the flood, or to a proxy before it.
  void receiver() {
    if (f_.source.is_none()) return;
    const Address& to = c_.by_answer ? m_.client : message::receiver(m_);
    if (to == f_.source) return;
    add(Sentence("reason.other-receiver").address("to", to).address("source", f_.source),
        std::log(1 - threshold("link.receiver.given")));
  }

  void answer() {
    if (m_.status >= 400 && m_.status != 408)
      return add(Sentence("reason.refused").text("status", std::to_string(m_.status)), ratio("link.refused"));
    if (confesses()) add(Sentence("reason.confession"), ratio("link.confession"));
    if (m_.status == 0 || f_.end - f_.start < kSecond) return;
    const double after = seconds(m_.answer_end - f_.end);
    if (after > -0.5 && after < 1.5)
      add(Sentence("reason.answered-at-end").duration("after", std::max<int64_t>(m_.answer_end - f_.end, 0)),
          ratio("link.answered-at-end"));
  }
  bool confesses() const {
    if (m_.answer_text.empty() || !c_.form) return false;
    return std::ranges::any_of(c_.form->trigger->confessions, [&](std::string_view words) {
      return m_.answer_text.find(words) != std::string::npos;
    });
  }

  Candidate& c_;
  const Message& m_;
  const Flood& f_;
  Said said_;
  const Needles& needles_;
  bool asks_ = false;  ///< names something that an attack needs beside the victim
};

/// When the message was there as a whole.
Time moment(const Message& m, bool by_answer) {
  constexpr uint64_t kShort = 8192;  // a longer answer was acted on as it came
  if (!by_answer) return m.end;
  return m.answer_bytes <= kShort ? m.answer_end : m.answer_start;
}

}  // namespace

int64_t window() { return static_cast<int64_t>(threshold("link.window-seconds")) * kSecond; }

bool is_from_log(const Message& m) { return m.first.frame == 0 && m.log_line != 0; }

std::optional<Candidate> weigh(const Message& m, bool by_answer, const Flood& flood, const Needles& needles) {
  const int64_t lag = flood.start - moment(m, by_answer);
  const int64_t blur = is_from_log(m) ? std::max<int64_t>(m.end - m.start, kMicrosecond) : 0;
  if (lag > window() || lag + blur < -kJitter) return std::nullopt;
  if ((by_answer ? m.server : message::sender(m)) == flood.target.address) return std::nullopt;
  Candidate c;
  c.message = &m;
  c.by_answer = by_answer;
  c.lag_s = seconds(lag);
  c.blur_s = seconds(blur);
  Weighing(c, flood, needles).all();
  return c;
}

double order_probability(const message::OrderForm& form, uint16_t status) {
  // Prior odds that a message is an order: 1 in 10,000; the form, the script and a success speak for it.
  double log_odds = std::log(1e-4) + (form.marked ? 11.0 : form.trigger->channel == "http" ? 6.2 : 9.0);
  if (form.role("seconds") != nullptr && form.role("victim") != nullptr) log_odds += 2.0;
  if (form.script) log_odds += 1.0;
  if (form.known_path) log_odds += 1.0;
  if (status >= 400) log_odds -= 0.5;
  return 1 / (1 + std::exp(-log_odds));
}

}  // namespace culprit::attribute
