// What this system can do for the pure rooms.
#pragma once
#include "message/ability.h"

namespace culprit::host {

message::Abilities abilities();

}  // namespace culprit::host
