#include "message/tls_keys.h"

#include <algorithm>

#include "flow/stream.h"
#include "message/line_reader.h"

namespace culprit::message {
namespace {

std::string unhex(std::string_view text) {
  std::string out;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return {};
    out += static_cast<char>(high << 4 | low);
  }
  return text.size() % 2 == 0 ? out : std::string();
}

std::string* place_of(std::string_view label, TlsSecrets& s) {
  if (label == "CLIENT_RANDOM") return &s.master;
  if (label == "CLIENT_HANDSHAKE_TRAFFIC_SECRET") return &s.handshake[flow::from_client];
  if (label == "SERVER_HANDSHAKE_TRAFFIC_SECRET") return &s.handshake[flow::from_server];
  if (label == "CLIENT_TRAFFIC_SECRET_0") return &s.traffic[flow::from_client];
  if (label == "SERVER_TRAFFIC_SECRET_0") return &s.traffic[flow::from_server];
  return nullptr;
}

}  // namespace

void TlsKeys::add(std::string_view text) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// LABEL, 64 digits of the client's random bytes, the secret's digits.
void TlsKeys::line(std::string_view text) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  const std::string_view label = take_word(text);
  TlsSecrets unknown;
  if (place_of(label, unknown) == nullptr) return;
  const std::string random = unhex(take_word(text)), secret = unhex(take_word(text));
  if (random.size() != 32 || secret.size() < 32 || secret.size() > 48) return;
  if (secrets_.size() >= kMax && !secrets_.contains(random)) return;
  *place_of(label, secrets_[random]) = secret;
}

const TlsSecrets* TlsKeys::find(std::string_view client_random) const {
  const auto at = secrets_.find(std::string(client_random));
  return at == secrets_.end() ? nullptr : &at->second;
}

}  // namespace culprit::message
