#include "report/html_small.h"

#include <algorithm>
#include <array>

#include "report/said.h"

namespace culprit::report {
namespace {

struct Known {
  uint16_t protocol;
  std::string_view name;
};
/// IANA's protocol numbers and ethertypes, those that one meets.
constexpr std::array kKnown{Known{1, "ICMP"},      Known{2, "IGMP"},          Known{6, "TCP"},
                            Known{17, "UDP"},      Known{41, "IPv6 in IPv4"}, Known{47, "GRE"},
                            Known{50, "ESP"},      Known{51, "AH"},           Known{58, "ICMPv6"},
                            Known{89, "OSPF"},     Known{112, "VRRP"},        Known{132, "SCTP"},
                            Known{0x0806, "ARP"},  Known{0x86dd, "IPv6"},     Known{0x0800, "IPv4"},
                            Known{0x88cc, "LLDP"}, Known{0x888e, "EAPOL"},    Known{0x0300, "LLC"}};

}  // namespace

void html_code(Html& out, std::string_view text) {
  out.open("pre", {{"class", "copy"}, {"tabindex", "0"}}).leaf("code", text).close();
}

void html_filter(Html& out, const View& v, std::string_view filter, bool exact) {
  if (filter.empty()) return;
  out.leaf("p", v.say(exact ? "text.filter" : "text.filter-wide"), {{"class", "label"}});
  html_code(out, filter);
}

void html_time(Html& out, const View& v, Time t) {
  out.leaf("time", v.time(t), {{"datetime", rfc3339(t, v.c.time_digits)}});
}

void html_list(Html& out, const View& v, const std::vector<Sentence>& sentences) {
  out.open("ul");
  for (const Sentence& s : sentences) out.leaf("li", v.words.say(s));
  out.close();
}

std::string frame_anchor(const View& v, const FrameRef& ref) {
  const bool shown = std::ranges::find(v.c.excerpts, ref, &Excerpt::ref) != v.c.excerpts.end();
  return shown ? "frame-" + std::to_string(ref.file) + '-' + std::to_string(ref.frame) : std::string();
}

void html_place(Html& out, const View& v, const Evidence& e) {
  const std::string anchor = e.kind == "frame" ? frame_anchor(v, e.ref) : std::string();
  if (anchor.empty())
    out.leaf("span", place(v, e), {{"class", "place"}});
  else
    out.leaf("a", place(v, e), {{"class", "place"}, {"href", '#' + anchor}});
}

std::string protocol_words(const View& v, const Talk& t) {
  const auto known = std::ranges::find(kKnown, t.protocol, &Known::protocol);
  std::string out = known == kKnown.end() ? std::to_string(t.protocol) : std::string(known->name);
  const bool ports = t.protocol == 6 || t.protocol == 17 || t.protocol == 132;
  if (ports) out += t.port ? ' ' + std::to_string(*t.port) : ", " + v.say("page.many-ports");
  return out;
}

}  // namespace culprit::report
