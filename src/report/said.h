// What every written form of a case says in the same words: terminal, HTML, Markdown.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "report/text_view.h"

namespace culprit::report {

bool was_given(const Case& c, std::string_view kind);

/// "ATTACKING: your computer attacks somebody else."
std::string verdict_words(const View& v);
/// What was read: names, packets, bytes, from when to when, lines of logs.
std::string input_words(const View& v);
/// Heading of the answer.
std::string answer_heading(const View& v);
/// The answer's sentences; those about the order stand apart from the others.
std::string answer_words(const View& v, bool about_order);
bool tells_of_order(const Case& c);

/// The finding whose orders the answer is about: the first that has any; null where none has.
const Finding* ordered(const Case& c);
/// What came of an order.
std::string effect_words(const View& v, const Order& o);
/// Frame and line that tell of an order; of a log its name without the folders.
std::string order_place(const View& v, const Order& o);
/// Where evidence can be opened: "frame 31", "access.log:20", a path.
std::string place(const View& v, const Evidence& e);

/// "printer, Canon Inc.": what is known of a host beside its address.
std::string called_words(const View& v, const Address& ip);
/// The same behind an address: " (printer, Canon Inc.)".
std::string called(const View& v, const Address& ip);
/// A host's address; "many others" for none.
std::string host_words(const View& v, const Address& ip);
/// The group's share of all packets.
std::string share_words(const View& v, const Group& g);
/// The strangest first: what findings claimed, what is out of the ordinary, what has a condition worth a
/// word, what only a guess or nothing names; the rest by its size.
std::vector<const Group*> strangest_first(const Case& c);
/// Findings to tell of with their evidence: files have a section of their own.
std::vector<const Finding*> told_findings(const Case& c);
/// What logs and files say of how a finding's script got in: told with the first finding that has it; else
/// null.
const Intrusion* entry_of(const Case& c, const Finding& f);
/// Those whose remedies are told. Of an incident the main finding's steps end the rest as well; open doors of
/// a configuration are shut one by one.
std::vector<const Finding*> advising(const Case& c);
/// What a script can do.
std::string capability_words(const View& v, const ScannedFile& f);
/// The input's name, where there are several, in front of what a warning says.
std::string warning_line(const View& v, const Warning& w);
/// How the logs' clock stands to the capture's; empty where it is not known.
std::string clock_words(const View& v);
std::string remedy_assumptions(const View& v, const Remedy& r);

}  // namespace culprit::report
