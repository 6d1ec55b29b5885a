#include "engine/engine.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "attribute/intrusion.h"
#include "attribute/link.h"
#include "attribute/script_place.h"
#include "detect/detector.h"
#include "engine/hosts.h"
#include "explain/explain.h"
#include "explain/frame.h"
#include "explain/talks.h"
#include "flow/carriers.h"
#include "flow/reassembly.h"
#include "flow/rush.h"
#include "flow/streams.h"
#include "flow/traffic.h"
#include "message/datagrams.h"
#include "message/listed.h"
#include "message/names.h"
#include "message/notes.h"
#include "message/protocol.h"
#include "message/store.h"
#include "message/stream_reader.h"
#include "message/unnamed.h"
#include "packet/packet.h"

namespace culprit {
namespace {

using flow::Conversation;
using message::Protocol;
using packet::Packet;

/// The server by the name that its client calls it, without the port.
message::NameRecord host_named(const message::Message& m) {
  const bool name = m.host.find_first_not_of("0123456789.:[]") != std::string::npos && m.host.front() != '[';
  return {name ? m.host.substr(0, m.host.find(':')) : std::string(), m.server,
          message::NameSource::host_header, m.start, m.first};
}

/// What the readers find goes to where it is kept.
class Sink final : public message::MessageSink {
 public:
  Sink(message::Store& store, message::Names& names, message::Notes& notes)
      : store_(store), names_(names), notes_(notes) {}
  uint64_t add(message::Message&& m) override {
    if (m.kind == message::Kind::http_request) names_.add(host_named(m));
    return store_.add(std::move(m));
  }
  message::Message* find(uint64_t mark) override { return mark == 0 ? nullptr : store_.find(mark); }
  void note(const message::Note& n) override { notes_.add(n); }
  void name(message::NameRecord&& r) override { names_.add(std::move(r)); }
  void limit(const char* what) override { ++limits[what]; }
  std::map<std::string_view, uint64_t> limits;

 private:
  message::Store& store_;
  message::Names& names_;
  message::Notes& notes_;
};

/// A stream's protocol becomes its conversation's content.
class Content final : public message::ContentListener {
 public:
  explicit Content(flow::Traffic& traffic) : traffic_(traffic) {}
  void on_content(uint32_t conversation, const Protocol& protocol) override {
    Conversation& c = traffic_[conversation];
    if (c.content.empty()) c.content = protocol.id;
  }

 private:
  flow::Traffic& traffic_;
};

/// Does our side hold conversations that cannot be read, with others than its own?
bool holds_encrypted(const flow::Traffic& traffic, const flow::Local& local) {
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& c = traffic[i];
    const bool hidden = c.content == "tls" || c.content == "ssh" || c.content == "quic";
    if (hidden && local.has(c.key.a) != local.has(c.key.b)) return true;
  }
  return false;
}

}  // namespace

struct Engine::State {
  explicit State(const Options& o)
      : options(o),
        sink(store, names, notes),
        content(traffic),
        listed(sink),
        readers(sink, with_keys(), content),
        datagrams(sink, o.abilities),
        streams(readers, {}),
        watch(o.frame) {
    store.ask_onsets([this] { return onsets(); });
  }

  message::Abilities with_keys() {
    options.abilities.tls = &decryption;
    return options.abilities;
  }
  void feed(std::span<const Packet> counted, uint32_t conversation);
  uint32_t read(const Packet& p, uint32_t conversation);
  bool is_read(const Packet& p, const Conversation& c) const;
  uint32_t feed_piece(const Packet& p, uint32_t conversation);
  std::vector<Time> onsets() const;
  void second_opinion();
  bool is_worthwhile() const;
  bool asks() const {
    return options.abilities.second_opinion != nullptr && options.second_opinion != SecondOpinion::never;
  }
  std::string_view known(const std::string& word);
  void finish(Case& c);
  void findings(Case& c, std::vector<explain::Claimed>& claims);
  void attribution(Case& c, const flow::Local& local) const;
  void facts(Case& c, const flow::Local& local) const;
  void limits(Case& c) const;
  void warnings(Case& c) const;
  void tunnels(Case& c) const;

  message::TlsDecryption decryption;
  Options options;
  /// Made once: filling it anew for each call would cost as much as decoding.
  std::unique_ptr<std::array<Packet, packet::kBatch>> batch =
      std::make_unique<std::array<Packet, packet::kBatch>>();
  flow::Traffic traffic;
  message::Store store;
  message::Names names;
  message::Notes notes;
  Sink sink;
  Content content;
  message::ListedReader listed;
  message::Identifier readers;
  message::Datagrams datagrams;
  message::UnnamedPool unnamed;
  std::set<std::string, std::less<>> words;  ///< of the second opinion, that conversations point to
  flow::Streams streams;
  explain::FrameWatch watch;
  explain::Conditions conditions;
  std::optional<FrameStory> story;
  flow::Reassembly pieces;
  flow::Carriers carriers;
  explain::Labels labels;
  std::vector<flow::Rush> rushes;
  flow::HistogramPool histograms;
  std::optional<Logs> logs;
  attribute::ProcessTally processes;
  bool asked = false;  ///< the second opinion answered
};

/// Not a datagram of a conversation that told all it can: most packets of most floods.
inline bool Engine::State::is_read(const Packet& p, const Conversation& c) const {
  if (p.protocol != packet::proto::udp || p.is_fragment() || !p.listed.empty()) return true;
  if (c.reader != 0 || (c.content.empty() && c.tries < message::Datagrams::kTries)) return true;
  return c.content.empty() && asks() && c.kept < message::UnnamedPool::kPackets && !c.is_crowd();
}

void Engine::State::feed(std::span<const Packet> counted, uint32_t index) {
  const Conversation& c = traffic[index];
  uint64_t place = c.packets() - counted.size();
  for (const Packet& p : counted) {
    ++place;
    if (p.process != 0) processes.add(p);
    if (p.tunnel != packet::Tunnel::none) carriers.take(p);
    if (options.labels) labels.add(index, flow::Traffic::way_of(c, p));
    if (watch.wants(p.ref)) watch.see(p, index, place, traffic);
    conditions.see(p, index, c.packets(), is_read(p, c) ? read(p, index) : 0);
  }
}

/// What is said in it. Returns what it says about its TCP connection.
uint32_t Engine::State::read(const Packet& p, uint32_t index) {
  if (!p.listed.empty()) {
    const std::string_view told = listed.read(p);
    if (traffic[index].content.empty()) traffic[index].content = told;
    return 0;
  }
  if (p.is_fragment()) return feed_piece(p, index);
  const bool tcp = p.protocol == packet::proto::tcp;
  if (!tcp && p.protocol != packet::proto::udp) return 0;
  const uint32_t seen = tcp ? streams.feed(p, index) : 0;
  if (!tcp) datagrams.feed(p, traffic[index], index);
  const Conversation& c = traffic[index];
  if (c.content.empty() && c.kept < message::UnnamedPool::kPackets && !p.payload.empty() && asks())
    unnamed.keep(p, traffic[index], index, traffic);
  return seen;
}

/// Datagrams in pieces are put together where their message would be read: then they are fed once more,
/// whole.
uint32_t Engine::State::feed_piece(const Packet& p, uint32_t index) {
  bool wanted = p.protocol == packet::proto::tcp || packet::may_be_tunnel(p);
  if (p.protocol == packet::proto::udp && !p.is_later_fragment())
    wanted = datagrams.identify(p, traffic[index], index) || wanted;
  const Bytes whole = pieces.add(p, wanted);
  if (whole.empty()) return 0;
  Packet all;
  packet::decode_whole(p, whole, all);
  return all.is_fragment() ? 0 : read(all, index);
}

bool Engine::State::is_worthwhile() const {
  uint64_t packets = 0;
  for (uint32_t i = 0; i < traffic.size(); ++i)
    if (traffic[i].content.empty() && traffic[i].kept != 0) packets += traffic[i].packets();
  return packets >= 10 && packets * 100 >= traffic.packets();
}

/// Our own names of protocols are static; those that only the second opinion knows are kept here.
std::string_view Engine::State::known(const std::string& word) {
  const Protocol* own = message::find_protocol(word);
  return own != nullptr ? std::string_view(own->id) : std::string_view(*words.insert(word).first);
}

/// Asks once, at the end: starting it costs more than reading a small capture.
void Engine::State::second_opinion() {
  if (!asks() || (options.second_opinion == SecondOpinion::worthwhile && !is_worthwhile())) return;
  const auto unknown = unnamed.all(traffic);
  const auto said = options.abilities.second_opinion(unknown);
  for (size_t i = 0; i < said.size() && i < unknown.size(); ++i) {
    if (said[i].empty()) continue;
    Conversation& c = traffic[unknown[i].conversation];
    c.content = known(said[i]);
    c.by_witness = true;
  }
  asked = !said.empty();
  unnamed.release();
}

/// Called when the store of messages is full: what was said just before the start of a one-sided run must
/// stay.
std::vector<Time> Engine::State::onsets() const {
  std::vector<Time> out;
  for (uint32_t i = 0; i < traffic.size(); ++i) {
    const Conversation& c = traffic[i];
    for (unsigned way = 0; way < 2; ++way) {
      const flow::Burst& run = c.way[way].run;
      const bool one_sided = c.way[1 - way].packets * 50 <= run.packets;
      if (run.packets >= flow::Traffic::kNotable && one_sided) out.push_back(run.first);
    }
  }
  std::ranges::sort(out);
  return out;
}

void Engine::State::findings(Case& c, std::vector<explain::Claimed>& claims) {
  const flow::Local local = flow::infer_local(traffic, options.local);
  facts(c, local);
  rushes = flow::rushes(traffic, flow::Traffic::kNotable, histograms);
  detect::Found found{c, {}, {}};
  detect::run_all({traffic, local, rushes, histograms, detect::sight_of(traffic), notes, names}, found);
  attribution(c, local);
  for (const detect::Claim& claim : found.claims) {
    const auto f = std::ranges::find(c.findings, claim.finding, &Finding::id);
    const flow::Share& s = claim.share;
    claims.push_back({f->id, f->kind, s.conversation, s.way, s.packets, s.bytes});
  }
  tell_hosts(traffic, names, local, c);
}

void Engine::State::attribution(Case& c, const flow::Local& local) const {
  if (!traffic.first() && !logs) return;
  attribute::Witness w{store, names, local, traffic.first().value_or(Time{}),
                       traffic.last().value_or(Time{})};
  w.encrypted = holds_encrypted(traffic, local);
  if (logs) logs->extend(w);
  attribute::link(w, c);
  attribute::find_intrusions(w, traffic, c);
  const std::string server = logs ? logs->server() : std::string();
  attribute::place_scripts(options.sites, {.server = server}, store, c);
  if (logs) logs->tell(c);
}

void Engine::State::facts(Case& c, const flow::Local& local) const {
  c.packets = traffic.packets();
  c.bytes = traffic.bytes();
  c.start = traffic.first();
  c.end = traffic.last();
  c.local_how = local.how;
  for (const Prefix& p : local.prefixes) c.local.push_back(p.text());
  if (local.prefixes.empty() && local.how != "unknown") {
    for (const Address& a : local.hosts) {
      if (c.local.size() < 64) c.local.push_back(a.text());
    }
  }
  if (!local.why.empty()) c.local_why.emplace_back("local." + std::string(local.why));
}

void Engine::State::limits(Case& c) const {
  const auto add = [&](const char* what, uint64_t count) {
    if (count != 0) c.limits.push_back({what, count});
  };
  add("folded-packets", traffic.overflow().folded_packets);
  add("hosts", traffic.overflow().hosts);
  add("runs", traffic.overflow().runs);
  add("messages", store.dropped());
  add("names", names.dropped());
  add("notes", notes.dropped());
  if (asked) add("not-asked", unnamed.left_out());
  for (const auto& [what, count] : sink.limits) add(what.data(), count);
  add("streams-evicted", streams.stats().evicted);
  add("histograms", traffic.histograms().refused());
}

void Engine::State::warnings(Case& c) const {
  const auto add = [&](const char* code, uint64_t count) {
    if (count == 0) return;
    Warning w;
    w.code = code;
    w.params = Sentence().count("n", count).params;
    c.warnings.push_back(std::move(w));
  };
  static constexpr std::array<const char*, 13> names_of{
      "cut-by-snaplen", "bad-ip-length",    "bad-ip-header", "cut-headers", "bad-transport-length",
      "zero-ip-length", "too-many-headers", nullptr,         nullptr,       "bad-fragment",
      "too-deep",       "bad-tunnel",       "more-inside"};
  for (size_t bit = 0; bit < names_of.size(); ++bit) {
    if (names_of[bit] != nullptr) add(names_of[bit], traffic.oddities()[bit]);
  }
  add("time-backwards", traffic.backwards());
  add("stream-differs", streams.stats().differing);
  add("fragments-differ", pieces.stats().conflicting);
}

/// The busiest tunnels by name, the others together.
void Engine::State::tunnels(Case& c) const {
  constexpr size_t kShown = 3;
  static constexpr std::array<const char*, 20> kinds{
      "none",   "ip-in-ip",    "six-in-four", "six-to-four", "gre",   "pptp",           "nvgre",
      "erspan", "ether-in-ip", "vxlan",       "geneve",      "gtp-u", "teredo",         "l2tp",
      "capwap", "tzsp",        "mpls",        "pseudowire",  "pppoe", "provider-bridge"};
  uint64_t more = carriers.others();
  const std::vector<flow::Carrier> all = carriers.all();
  for (size_t i = 0; i < all.size(); ++i) {
    const auto kind = static_cast<size_t>(all[i].kind);
    if (kind >= kinds.size()) continue;  // IPsec's AH only signs
    if (i >= kShown) {
      more += all[i].packets;
      continue;
    }
    c.warnings.push_back({"tunnel",
                          Sentence()
                              .count("n", all[i].packets)
                              .phrase("kind", std::string("tunnel.") + kinds[kind])
                              .address("a", all[i].a)
                              .address("b", all[i].b)
                              .params,
                          all[i].first.file, all[i].first.frame});
  }
  if (more != 0) c.warnings.push_back({"more-tunnels", Sentence().count("n", more).params, {}, 0});
}

void Engine::State::finish(Case& c) {
  streams.close();
  streams.release();
  second_opinion();
  if (asked) c.witnesses.emplace_back("ndpi");
  if (logs)
    logs->join(store);
  else
    store.settle();
  std::vector<explain::Claimed> claims;
  findings(c, claims);
  conditions.close(traffic, notes);
  const explain::Rests rests = explain::explain(traffic, claims, conditions, names, c);
  if (options.timeline) explain::plot(traffic, claims, rests, c);
  explain::tell_talks(traffic, claims, rests, c);
  story = watch.story(traffic, claims, names, notes, c);
  if (options.labels) labels.settle(traffic, claims, names, c);
  for (const Finding& f : c.findings) {
    for (const Order& o : f.orders) {
      if (!c.highest_protocol.empty()) break;
      if (!o.request.empty()) c.highest_protocol = "HTTP";
    }
  }
  limits(c);
  warnings(c);
  tunnels(c);
}

Engine::Engine(const Options& options) : state_(std::make_unique<State>(options)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::feed(std::span<const capture::Frame> frames) {
  std::array<Packet, packet::kBatch>& batch = *state_->batch;
  while (!frames.empty()) {
    const size_t n = std::min(frames.size(), batch.size());
    for (size_t i = 0; i < n; ++i) packet::decode(frames[i], batch[i]);
    state_->traffic.add(std::span(batch).first(n),
                        [&](std::span<const Packet> counted, uint32_t conversation) { state_->feed(counted, conversation); });
    frames = frames.subspan(n);
  }
}

void Engine::merge(Engine&& other) {
  state_->streams.close();
  other.state_->streams.close();
  for (State* s : {state_.get(), other.state_.get()}) s->second_opinion();
  for (uint32_t i = 0; i < other.state_->traffic.size(); ++i)
    if (Conversation& c = other.state_->traffic[i]; c.by_witness)
      c.content = state_->known(std::string(c.content));
  state_->traffic.merge(other.state_->traffic);
  state_->conditions.merge(other.state_->conditions, state_->traffic, other.state_->traffic);
  state_->store.merge(other.state_->store);
  state_->names.merge(other.state_->names);
  state_->notes.merge(other.state_->notes);
  state_->carriers.merge(other.state_->carriers);
  for (const auto& [what, count] : other.state_->sink.limits) state_->sink.limits[what] += count;
}

void Engine::keys(std::string_view lines) { state_->decryption.keys.add(lines); }

uint64_t Engine::packets() const { return state_->traffic.packets(); }

const attribute::ProcessTally& Engine::processes() const { return state_->processes; }

void Engine::names(std::span<const capture::NameClaim> told) {
  for (const capture::NameClaim& n : told)
    state_->names.add({.name = n.name, .address = n.address, .source = message::NameSource::resolved});
}

Logs& Engine::logs() {
  if (!state_->logs) {
    state_->streams.close();
    state_->logs.emplace().expect(state_->store);
  }
  return *state_->logs;
}

const explain::Labels& Engine::labels() const { return state_->labels; }

std::optional<FrameStory> Engine::frame_story() const { return state_->story; }

Case Engine::close() {
  Case c;
  state_->finish(c);
  return c;
}

}  // namespace culprit
