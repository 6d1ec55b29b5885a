// Services whose answers are larger than the questions: misused to flood whoever a question pretends to come
// from. Data: data/detect/amplifiers.toml.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace culprit::knowledge {

struct Amplifier {
  std::string_view id;       ///< the finding's kind: "dns-amplification"
  std::string_view service;  ///< what it is called: "name servers (DNS)"
  std::string_view source;
  std::span<const std::string_view> contents;  ///< ids of protocols recognised by content
  std::span<const uint32_t> ports;
  double least_answer;  ///< mean payload of an answer, in bytes, from which it is more than ordinary work
};
std::span<const Amplifier> amplifiers();

/// By content; where that is not known, by the port that answers come from. Null: none.
const Amplifier* amplifier_of(std::string_view content, uint32_t service_port);

}  // namespace culprit::knowledge
