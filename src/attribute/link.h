// Ties floods to the messages that ordered them.
#pragma once
#include "case/case.h"
#include "flow/local.h"
#include "message/names.h"
#include "message/store.h"

namespace culprit::attribute {

/// What the linker reads.
struct Witness {
  const message::Store& messages;
  const message::Names& names;
  const flow::Local& local;
  Time start, end;  ///< of the input
  bool encrypted = false;  ///< our side held encrypted conversations, over which orders may have come
  /// Where logs were read: the time that they cover, by the capture's clock, and their requests over time.
  Time log_start{INT64_MAX}, log_end{INT64_MIN};
  const flow::Timeline* log_rate = nullptr;
  int64_t log_offset = 0;  ///< of `log_rate`'s clock
};

/// Gives each flood of the case its most probable order: a posterior over all messages in its window plus
/// "not in this input"; lists every order of the same script; and adds a finding `webshell-order` for orders
/// that had no flood here.
void link(const Witness& witness, Case& c);

}  // namespace culprit::attribute
