#include "explain/frame.h"

#include <algorithm>
#include <string>

#include "explain/frame_layers.h"

namespace culprit::explain {
namespace {

using flow::Conversation;
using knowledge::Term;

/// The finding that the frame belongs to. A finding may claim a part of a way only: then its time decides.
const Finding* claimed_by(std::span<const Claimed> claims, uint32_t conversation, unsigned way, Time time,
                          const Case& c) {
  for (const Claimed& share : claims) {
    if (share.conversation != conversation || share.way != way) continue;
    const auto f = std::ranges::find(c.findings, share.finding, &Finding::id);
    if (f != c.findings.end() && f->start <= time && time <= f->end) return &*f;
  }
  return nullptr;
}

const Group* group_with(const Case& c, std::string_view id) {
  const auto g = std::ranges::find(c.groups, id, &Group::id);
  return g == c.groups.end() ? nullptr : &*g;
}

std::string port_text(const Conversation& c) {
  return c.key.service == flow::kManyPorts ? "*" : std::to_string(c.key.service);
}

std::string joined(std::span<const std::string_view> words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

/// The fact that a term of the kind's recogniser found true.
Sentence reason(const Term& term, const Conversation& c) {
  switch (term.field) {
    case Term::Field::content:
      return Sentence("one-frame.by-content").text("content", std::string(c.content));
    case Term::Field::port:
      return Sentence("one-frame.by-number").text("number", port_text(c));
    case Term::Field::protocol:
      return Sentence("one-frame.by-protocol").text("number", std::to_string(c.key.protocol));
    case Term::Field::scope:
    case Term::Field::group:
      return Sentence("one-frame.by-address").address("to", is_group(c.key.a) ? c.key.a : c.key.b);
    case Term::Field::name:
      return Sentence("one-frame.by-name").text("names", joined(term.words));
    case Term::Field::condition:
      break;
  }
  return Sentence("one-frame.by-condition").text("condition", joined(term.words));
}

void give_reasons(const Conversation& c, FrameStory& s) {
  if (!s.group.finding.empty()) {
    s.reasons.emplace_back("one-frame.by-finding");
    return;
  }
  if (c.by_witness) s.reasons.emplace_back("one-frame.by-witness");
  const knowledge::Kind* kind = knowledge::find(s.group.kind);
  if (kind == nullptr || kind->terms.empty()) return;
  for (const Term& term : kind->terms) s.reasons.push_back(reason(term, c));
  if (kind->basis == "port") s.reasons.emplace_back("one-frame.only-a-guess");
}

void tell_talk(const Conversation& c, unsigned way, uint64_t place, FrameStory& s) {
  if (c.is_crowd())
    s.talk.push_back(Sentence("one-frame.crowd").address("a", c.key.a).count("n", c.packets()));
  else
    s.talk.push_back(Sentence("one-frame.conversation")
                         .address("a", c.key.a)
                         .address("b", c.key.b)
                         .count("place", place)
                         .count("n", c.packets()));
  const unsigned opener = c.opener;
  s.talk.push_back(Sentence(c.opened ? "one-frame.opened" : "one-frame.first-seen")
                       .address("who", opener == 0 ? c.key.a : c.key.b));
  s.talk.push_back(Sentence("one-frame.ways")
                       .count("there", c.way[way].packets)
                       .count("back", c.way[1 - way].packets)
                       .duration("duration", c.last - c.first));
  if (c.way[1 - way].packets == 0 && !c.is_crowd()) s.talk.emplace_back("one-frame.one-sided");
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

/// What an end of the conversation says of itself; none = the note is no hint at a program.
std::optional<Sentence> hint(const message::Tally& t) {
  using enum message::NoteKind;
  switch (t.kind) {
    case software:
      return Sentence("program.software").address("who", t.client).text("software", t.samples.front());
    case server_name:
      return Sentence("program.server-name").text("name", t.samples.front());
    case offered:
      return Sentence("program.offered").text("protocol", joined(t.samples));
    case client_hello:
      return Sentence("program.ja4").text("fingerprint", joined(t.samples));
    case certificate:
      return Sentence("program.certificate").text("names", joined(t.samples));
    case device:
      return Sentence("program.device").text("device", t.samples.front());
    default:
      return std::nullopt;
  }
}

/// A capture does not say which program it was; what programs say of themselves is a hint.
void tell_program(const Conversation& c, uint16_t port, const message::Notes& notes, FrameStory& s) {
  constexpr size_t kHints = 6;
  for (const message::Tally& t : notes.all()) {
    const bool ours = std::minmax(t.client, t.server) == std::minmax(c.key.a, c.key.b);
    if (!ours || t.samples.empty() || s.program.size() >= kHints) continue;
    if (auto said = hint(t)) s.program.push_back(std::move(*said));
  }
  s.program.emplace_back("program.unknown");
  for (const char* system : {"windows", "macos", "linux"})
    s.program.push_back(Sentence(std::string(port != 0 ? "program." : "program.raw-") + system)
                            .text("port", std::to_string(port)));
}

}  // namespace

void FrameWatch::see(const packet::Packet& p, uint32_t conversation, uint64_t place, const flow::Traffic& traffic) {
  FrameStory s;
  s.ref = p.ref;
  s.time = p.time;
  s.wire = p.wire;
  s.layers = layers(p);
  seen_ = std::move(s);
  conversation_ = conversation;
  way_ = flow::Traffic::way_of(traffic[conversation], p);
  if (packet::proto::has_ports(p.protocol) && !p.is_later_fragment())
    port_ = flow::service_of(p) == p.src_port ? p.dst_port : p.src_port;
  place_ = place;
}

std::optional<FrameStory> FrameWatch::story(const flow::Traffic& traffic, std::span<const Claimed> claims,
                                            const message::Names& names, const message::Notes& notes,
                                            const Case& c) const {
  if (!seen_) return std::nullopt;
  FrameStory s = *seen_;
  const Conversation& talk = traffic[conversation_];
  const Finding* f = claimed_by(claims, conversation_, way_, s.time, c);
  const Group* g = group_with(c, f != nullptr ? f->id : group_id(talk, names, c));
  if (g != nullptr) s.group = *g;
  tell_talk(talk, way_, place_, s);
  tell_program(talk, port_, notes, s);
  give_reasons(talk, s);
  return s;
}

}  // namespace culprit::explain
