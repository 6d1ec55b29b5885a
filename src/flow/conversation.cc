#include "flow/conversation.h"

namespace culprit::flow {
namespace {

// Services that listen; a selection of the IANA registry and of what is in common use.
constexpr std::array<uint16_t, 139> kServices{
    7,    9,    13,   17,   19,   20,   21,    22,    23,    25,    37,   42,   43,   49,   53,   67,
    68,   69,   70,   79,   80,   81,   88,    102,   110,   111,   113,  119,  123,  135,  137,  138,
    139,  143,  161,  162,  177,  179,  194,   264,   389,   427,   443,  444,  445,  464,  465,  500,
    502,  514,  515,  520,  521,  523,  546,   547,   548,   554,   587,  623,  631,  636,  646,  873,
    902,  989,  990,  993,  995,  1080, 1194,  1433,  1434,  1521,  1701, 1719, 1720, 1723, 1812, 1813,
    1883, 1900, 2049, 2055, 2082, 2083, 2123,  2152,  2181,  2222,  2323, 2375, 3128, 3260, 3283, 3306,
    3389, 3478, 3702, 4500, 4739, 4789, 5000,  5001,  5060,  5061,  5201, 5222, 5269, 5351, 5353, 5355,
    5432, 5555, 5683, 5684, 5900, 5985, 6081,  6343,  6379,  6667,  6881, 8000, 8080, 8081, 8125, 8443,
    8883, 9000, 9092, 9100, 9200, 9995, 10001, 11211, 27015, 27960, 51820};

constexpr std::array<uint64_t, 1024> make_known() {
  std::array<uint64_t, 1024> known{};
  for (const uint16_t port : kServices) known[port >> 6] |= uint64_t{1} << (port & 63);
  return known;
}

}  // namespace

constinit const std::array<uint64_t, 1024> kWellKnown = make_known();

}  // namespace culprit::flow
