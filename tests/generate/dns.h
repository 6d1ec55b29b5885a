// DNS messages and a lookup.
#pragma once

#include "world.h"

namespace generate {

namespace dns_type {
inline constexpr std::uint16_t a = 1, ptr = 12, txt = 16, dnskey = 48;
}

struct Question {
  std::string name;
  std::uint16_t type = dns_type::a;
};

// `udp_size` 0: without EDNS.
Bytes dns_query(std::uint16_t id, const Question& question, std::uint16_t udp_size = 0);
// `data`: one answer record each.
Bytes dns_answer(std::uint16_t id, const Question& question, const std::vector<Bytes>& data,
                 bool authoritative = false);
Bytes mdns_query(const std::string& service);

// Asks and gets the answer after `delay`.
Task look_up(World& world, Host& asker, Host& resolver, Question question, Bytes data, Duration delay);

}  // namespace generate
