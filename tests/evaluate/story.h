// The story of a flood that leaves our host: quiet, an order in any clothes, the flood, and a while after it.
#pragma once

#include "incident.h"
#include "vectors.h"

namespace evaluate {

// Who tells our host to do it.
enum class By { http, https, irc, text, binary, polling, dns_text, tls_bot, shell, clock };

// From where on the capture has it.
enum class View {
  whole,
  excerpt,      // from shortly before the order, but only some hundred frames
  after_order,  // from between order and flood
  middle,       // from the middle of the flood
  few_frames,   // some hundred frames of the flood
};

struct Plan {
  const char* vector = nullptr;  // "http" and "slow-http" besides the ids of vectors
  By by = By::http;
  View view = View::whole;
  bool forged = false;      // source addresses that are not ours
  bool carpet = false;      // all over a prefix
  bool small = false;       // one of several stories in this capture
  Duration delay{};         // before it begins
  Host* client = nullptr;   // who orders; none: somebody new
  std::string script = {};  // which script; empty: any
};

void play_story(Scene& scene, const Plan& plan);
// The same without an ordinary day around it, and without the end of the capture.
Duration play_part(Scene& scene, const Plan& plan);

// Any vector, as often as it is met; `raw`: of those that can forge addresses.
const char* any_vector(Random& random, bool raw = false);

}  // namespace evaluate
