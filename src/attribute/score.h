// How well a message explains a flood: a likelihood ratio with its reasons. The likelihoods are data
// (data/detect/attribution.toml); docs/attribution.md tells how they come together.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "attribute/mention.h"
#include "case/case.h"
#include "message/message.h"
#include "message/order.h"

namespace culprit::attribute {

/// Clocks of one capture may tell a request and its effect in the wrong order by so much.
inline constexpr int64_t kJitter = 2 * kMillisecond;

/// The window before a flood in which its order is looked for.
int64_t window();

/// The measured flood, in the terms that an order names.
struct Flood {
  Target target;
  Address source;  ///< none = forged or many
  Time start, end;
  Time input_end;                ///< a flood that ends here may have been cut
  std::optional<uint16_t> port;  ///< where there is just one
  uint64_t size = 0;             ///< of a datagram, in bytes; 0 = differs
  uint64_t datagrams = 0;
  double message_rate = 0;   ///< messages a second around the onset: the background density
  double mention_share = 0;  ///< share of all other messages that name the target
  bool known = false;        ///< the target is a peer of our side, or was looked up
};

/// A message in the window; an HTTP request may be one twice: by what was asked, and by what was answered.
struct Candidate {
  const message::Message* message = nullptr;
  bool by_answer = false;  ///< our side asked, and the answer is the order
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
std::optional<Candidate> weigh(const message::Message& m, bool by_answer, const Flood& flood,
                               const Needles& needles);

/// That an order without effect is an order at all.
double order_probability(const message::OrderForm& form, uint16_t status);

}  // namespace culprit::attribute
