// What a case's findings amount to: questions that the answer, the remedies and the next steps all ask.
#pragma once
#include <string_view>

#include "case/case.h"

namespace culprit {

bool is_flood(const Finding& f);
/// A flood that the local side sends (or takes part in as a reflector).
bool is_ours(const Finding& f);
/// A flood that arrives at the local side.
bool is_against_us(const Finding& f);
/// Packets that answer what somebody else sent in our name: nothing is wrong here.
bool is_bystander(const Finding& f);

/// A request to a web server, from the wire or from its log.
bool is_web(const Order& o);
/// An order that had a flood as its effect, or that the server answered with success.
bool took_effect(const Order& o);
/// The finding holds orders to a script on the local side's web server.
bool has_orders(const Finding& f);
/// Was a web root looked at?
bool has_webroot(const Case& c);
/// Was a log read (as well, or alone)?
bool has_logs(const Case& c);
/// The order's server, which a log does not always name.
void name_server(Sentence& s, const Order& o);
/// Is the address one of the user's own, by Case::local?
bool is_local(const Case& c, const Address& a);

Verdict judge(const Case& c);
/// The finding that the verdict is about; null where it rests on none.
const Finding* main_finding(const Case& c);
/// The order to tell of: the main finding's trigger, else the most probable order with effect; null where
/// there is none.
const Order* main_order(const Case& c);
/// How many orders the same client gave, over all findings (each counted once).
uint64_t orders_by(const Case& c, const Address& client);

}  // namespace culprit
