// How well a message explains a flood: a likelihood ratio with its reasons.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "attribute/mention.h"
#include "case/case.h"
#include "message/message.h"
#include "message/order.h"

namespace culprit::attribute {

/// Start values of the likelihoods, from the measurements named in docs/attribution.md. Natural logarithms of
/// p(evidence | this message ordered the flood) / p(evidence | it did not).
namespace weight {
inline constexpr double kVictimGiven = 0.9;      ///< share of orders that name the victim
inline constexpr double kVictimByChance = 1e-6;  ///< 0 hits of 36.8 million tries on 18,388 requests
inline constexpr double kOtherVictimGiven =
    0.002;  ///< an order that names another address than the one that is hit
inline constexpr double kNameGiven = 0.06, kNameByChance = 1e-5;
inline constexpr double kHeaderGiven = 0.02, kHeaderByChance = 1e-4;
inline constexpr double kSecondsGiven = 0.8, kSecondsByChance = 2e-3;
inline constexpr double kPortGiven = 0.7, kPortByChance = 1e-3;
inline constexpr double kMarkGiven = 0.5, kMarkByChance = 1e-5;
inline constexpr double kFormGiven = 0.5, kFormByChance = 1e-3;
inline constexpr double kRefusedGiven = 0.02, kRefusedByChance = 0.15;
inline constexpr double kAnsweredAtEndGiven = 0.4, kAnsweredAtEndByChance = 0.01;
}  // namespace weight

/// The window before a flood in which its order is looked for.
inline constexpr int64_t kWindow = 30 * kSecond;
/// Clocks of one capture may tell a request and its effect in the wrong order by so much.
inline constexpr int64_t kJitter = 2 * kMillisecond;

/// The measured flood, in the terms that an order names.
struct Flood {
  Target target;
  Time start, end;
  Time input_end;                ///< a flood that ends here may have been cut
  std::optional<uint16_t> port;  ///< where there is just one
  double request_rate = 0;       ///< requests a second around the onset: the background density
  double mention_share = 0;      ///< share of all other messages that name the target
};

struct Candidate {
  const message::Message* message = nullptr;
  std::optional<message::OrderForm> form;
  std::optional<Mention> mention;
  double lag_s = 0;   ///< from the message's last byte to the first packet
  double blur_s = 0;  ///< known from a log only: the lag is lag_s to lag_s + blur_s
  double log_ratio = 0;
  std::vector<Reason> reasons;  ///< most telling first; those against have negative weights
};

/// A log alone tells of it: the time is known to the second or so, and the body is not known.
bool is_from_log(const message::Message& m);

/// Nothing where the message is not in the window, or comes from the flood's own target.
std::optional<Candidate> weigh(const message::Message& m, const Flood& flood);

/// That an order without effect is an order at all.
double order_probability(const message::OrderForm& form, uint16_t status);

}  // namespace culprit::attribute
