#include "attribute/score.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace culprit::attribute {
namespace {

double ratio(double given, double by_chance) { return std::log(given / by_chance); }

double seconds(int64_t ns) { return static_cast<double>(ns) / static_cast<double>(kSecond); }

void add(Candidate& c, Sentence what, double w) {
  c.log_ratio += w;
  c.reasons.push_back({std::move(what), w});
}

/// Density of the lag: 95 % log-normal (median 1 ms, sigma 2, covers the measured 0.2-6.5 ms and slow hosts),
/// 5 % uniform.
double lag_density(double lag) {
  constexpr double median = 1e-3, sigma = 2.0;
  const double t = std::max(lag, 1e-5);
  const double z = std::log(t / median) / sigma;
  const double log_normal = std::exp(-0.5 * z * z) / (t * sigma * std::sqrt(2 * std::numbers::pi));
  return 0.95 * log_normal + 0.05 / seconds(kWindow);
}

/// The share of lags below `lag`.
double lag_share(double lag) {
  constexpr double median = 1e-3, sigma = 2.0;
  if (lag <= 0) return 0;
  const double log_normal = 0.5 * std::erfc(-std::log(lag / median) / (sigma * std::numbers::sqrt2));
  return 0.95 * log_normal + 0.05 * std::min(lag / seconds(kWindow), 1.0);
}

/// What a log tells to the second: the mean density over all moments that it allows.
double blurred_density(double least, double blur) {
  return (lag_share(least + blur) - lag_share(least)) / blur;
}

void weigh_blurred_lag(Candidate& c, const Flood& f) {
  const double w =
      std::log(std::max(blurred_density(c.lag_s, c.blur_s), 1e-9) / std::max(f.request_rate, 1e-3));
  add(c,
      Sentence("reason.lag-log")
          .duration("least", static_cast<int64_t>(std::max(c.lag_s, 0.0) * 1e9))
          .duration("most", static_cast<int64_t>((c.lag_s + c.blur_s) * 1e9))
          .number("rate", f.request_rate),
      w);
}

/// Against the local RATE of requests: the distance to the nearest one would turn chance into evidence.
void weigh_lag(Candidate& c, const Flood& f) {
  if (c.blur_s > 0) return weigh_blurred_lag(c, f);
  const double w = std::log(lag_density(c.lag_s) / std::max(f.request_rate, 1e-3));
  add(c,
      Sentence(c.lag_s < 0 ? "reason.lag-negative" : "reason.lag")
          .duration("lag", static_cast<int64_t>(std::abs(c.lag_s) * 1e9))
          .number("rate", f.request_rate),
      w);
}

/// An order for somebody else: the victim's parameter is an address, and not the target's.
bool names_another(const Candidate& c) {
  if (c.mention || !c.form) return false;
  const std::string* victim = c.form->role("victim");
  return victim != nullptr && Address::parse(*victim).has_value();
}

void weigh_mention(Candidate& c, const Flood& f) {
  using namespace weight;
  if (!c.mention) {
    const double given = names_another(c) ? kOtherVictimGiven : 1 - kVictimGiven;
    return add(c, Sentence("reason.victim-not-named").address("victim", f.target.address), std::log(given));
  }
  const bool header =
      c.mention->place == message::Place::header || c.mention->place == message::Place::cookie;
  const bool by_name = c.mention->encoding == "name";
  const double given = header ? kHeaderGiven : by_name ? kNameGiven : kVictimGiven;
  const double chance = std::max(header    ? kHeaderByChance
                                 : by_name ? kNameByChance
                                           : kVictimByChance,
                                 f.mention_share);
  add(c,
      Sentence(by_name ? "reason.victim-by-name" : "reason.victim-named")
          .address("victim", f.target.address)
          .text("field", std::string(c.mention->field))
          .phrase("how", "encoding." + std::string(c.mention->encoding)),
      ratio(given, std::min(chance, given)));
}

/// The script's clock counts whole seconds and stops when it passes S: (S, S+1] seconds of flood.
void weigh_seconds(Candidate& c, const Flood& f) {
  using namespace weight;
  const auto asked = c.form ? c.form->number("seconds") : std::nullopt;
  if (!asked) return;
  const double lasted = seconds(f.end - f.start), s = static_cast<double>(*asked);
  const bool cut = seconds(f.input_end - f.end) < 0.5;
  Sentence said("");
  double w = 0;
  if (lasted > s - 0.3 && lasted <= s + 1.3) {
    said = Sentence("reason.seconds-fit");
    w = ratio(kSecondsGiven, kSecondsByChance);
  } else if (std::abs(lasted - s) <= std::max(2.0, 0.1 * s)) {
    said = Sentence("reason.seconds-near");
    w = ratio(0.15, 0.01);
  } else if (cut && lasted < s) {
    said = Sentence("reason.seconds-cut");
  } else {
    said = Sentence("reason.seconds-differ");
    w = std::log(1 - kSecondsGiven);
  }
  add(c, said.count("asked", *asked).duration("lasted", f.end - f.start), w);
}

void weigh_port(Candidate& c, const Flood& f) {
  using namespace weight;
  const auto asked = c.form ? c.form->number("port") : std::nullopt;
  if (!asked || !f.port) return;
  const bool same = *asked == *f.port;
  add(c,
      Sentence(same ? "reason.port-fits" : "reason.port-differs")
          .count("asked", *asked)
          .count("seen", *f.port),
      same ? ratio(kPortGiven, kPortByChance) : std::log(1 - kPortGiven));
}

/// A mark and the form of the parameters tell the same thing: the stronger of the two counts.
void weigh_form(Candidate& c) {
  using namespace weight;
  if (!c.form || names_another(c)) return;
  if (c.form->marked)
    return add(c, Sentence("reason.known-form").text("family", std::string(c.form->trigger->family)),
               ratio(kMarkGiven, kMarkByChance));
  add(c, Sentence("reason.order-form"), ratio(kFormGiven, kFormByChance));
}

void weigh_answer(Candidate& c, const Flood& f) {
  using namespace weight;
  const message::Message& m = *c.message;
  if (m.status >= 400 && m.status != 408) {
    return add(c, Sentence("reason.refused").text("status", std::to_string(m.status)),
               ratio(kRefusedGiven, kRefusedByChance));
  }
  if (m.status == 0 || f.end - f.start < kSecond) return;
  const double after = seconds(m.answer_end - f.end);
  if (after > -0.5 && after < 1.5) {
    add(c, Sentence("reason.answered-at-end").duration("after", std::max<int64_t>(m.answer_end - f.end, 0)),
        ratio(kAnsweredAtEndGiven, kAnsweredAtEndByChance));
  }
}

}  // namespace

bool is_from_log(const message::Message& m) { return m.first.frame == 0 && m.log_line != 0; }

std::optional<Candidate> weigh(const message::Message& m, const Flood& flood) {
  const int64_t lag = flood.start - m.end;
  const int64_t blur = is_from_log(m) ? std::max<int64_t>(m.end - m.start, kMicrosecond) : 0;
  if (lag > kWindow || lag + blur < -kJitter || m.client == flood.target.address) return std::nullopt;
  Candidate c;
  c.message = &m;
  c.lag_s = seconds(lag);
  c.blur_s = seconds(blur);
  c.form = message::read_order(m);
  c.mention = find_mention(m, flood.target);
  weigh_mention(c, flood);
  weigh_lag(c, flood);
  weigh_seconds(c, flood);
  weigh_port(c, flood);
  weigh_form(c);
  weigh_answer(c, flood);
  std::ranges::stable_sort(c.reasons, [](const Reason& x, const Reason& y) { return x.weight > y.weight; });
  return c;
}

double order_probability(const message::OrderForm& form, uint16_t status) {
  // Prior odds that a request is an order: 1 in 10,000; the form, the script and a success speak for it.
  double log_odds = std::log(1e-4) + (form.marked ? 11.0 : 6.2);
  if (form.role("seconds") != nullptr && form.role("victim") != nullptr) log_odds += 2.0;
  if (form.script) log_odds += 1.0;
  if (form.known_path) log_odds += 1.0;
  if (status >= 400) log_odds -= 0.5;
  return 1 / (1 + std::exp(-log_odds));
}

}  // namespace culprit::attribute
