// Draws that spread over orders of magnitude, as sizes, rates and delays do.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "address.h"
#include "link.h"
#include "random.h"

namespace evaluate {

using namespace generate;
using namespace std::chrono_literals;

double uniform(Random& random);  // from 0 to below 1
double log_uniform(Random& random, double low, double high);
double log_normal(Random& random, double median, double sigma);
std::uint64_t log_count(Random& random, double low, double high);
Duration log_time(Random& random, Duration low, Duration high);
Duration exponential(Random& random, Duration mean);
Duration seconds(double count);

template <typename T>
const T& pick(Random& random, const std::vector<T>& list) {
  return list[random.below(list.size())];
}
template <typename T>
T pick(Random& random, std::initializer_list<T> list) {
  return list.begin()[random.below(list.size())];
}

// An index, as often as its weight says.
std::size_t weighted(Random& random, std::initializer_list<unsigned> weights);

// A global unicast address that is reserved for nothing.
Address any_address(Random& random);
Address any_address6(Random& random);
// Lower-case letters, as names of hosts, files and users are made of.
std::string any_word(Random& random, std::size_t least = 3, std::size_t most = 10);
std::string any_name(Random& random);  // of a host, under a reserved top-level domain
std::string hex_digits(Random& random, std::size_t count);
std::string letters(Random& random, std::size_t count);  // both cases and digits
Mac any_mac(Random& random);                             // of a known maker of network cards

}  // namespace evaluate
