// Citrix ICA: the server opens with its name.
#include <array>

#include "message/probe.h"

namespace culprit::message {
namespace {

constexpr std::array<uint16_t, 1> kPorts{1494};

Fit probe(flow::Side, Bytes head, uint16_t) { return begins(head, std::string_view("\x7f\x7fICA\0", 6)); }

}  // namespace

extern const Protocol citrix_ica;
const Protocol citrix_ica{.id = "citrix-ica", .probe_stream = probe, .ports = kPorts};

}  // namespace culprit::message
