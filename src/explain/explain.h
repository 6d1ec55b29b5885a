// Every packet of the capture in exactly one explained group.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "case/case.h"
#include "explain/conditions.h"
#include "flow/traffic.h"
#include "knowledge/kind.h"
#include "message/names.h"

namespace culprit::explain {

/// A finding's share of one conversation's one way: those packets are in the finding's group, not in an
/// ordinary one.
struct Claimed {
  std::string_view finding;
  std::string_view kind;
  uint32_t conversation = 0;
  unsigned way = 0;
  uint64_t packets = 0, bytes = 0;
};

/// Ids of groups, by conversation.
using Rests = std::vector<std::string>;

/// Fills Case::groups: the claimed packets by finding, the rest of each conversation by the kind that the
/// knowledge base recognises. Law 1 holds by construction: what is not claimed of a conversation goes into
/// one group as a whole.
/// `conditions` are told beside the groups. Returns, for each conversation, the id of the group that holds
/// what findings left of it; empty where they left nothing.
Rests explain(const flow::Traffic& traffic, std::span<const Claimed> claims, const Conditions& conditions,
              const message::Names& names, Case& c);

/// The id of the group that holds what findings left of a conversation.
std::string group_id(const flow::Conversation& conversation, const message::Names& names, const Case& c);

/// The same for all conversations, in their order.
std::vector<std::string> group_ids(const flow::Traffic& traffic, const message::Names& names, const Case& c);

/// Fills Case::timeline: all packets, those of each finding, and those of the groups with most packets. Of
/// conversations that have no timeline of their own the packets are spread evenly over the time that they
/// last. And Case::close_ups, where the conversations of a flood were counted in finer bins.
void plot(const flow::Traffic& traffic, std::span<const Claimed> claims, const Rests& rests, Case& c);

}  // namespace culprit::explain
