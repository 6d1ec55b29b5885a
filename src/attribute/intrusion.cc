#include "attribute/intrusion.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "attribute/injection.h"
#include "attribute/mention.h"
#include "attribute/score.h"
#include "base/text.h"

namespace culprit::attribute {
namespace {

using message::Message;
using message::Place;

constexpr int64_t kEffectWindow = 10 * kSecond;
constexpr size_t kShownEvidence = 4;
/// Two that name it, one after the other: which of them did it is known to so much.
constexpr double kSure = 0.98;

bool is_answered_well(const Message& m) { return m.status >= 200 && m.status < 400; }

/// A name that a web server would run, also behind a second ending ("x.php.jpg").
bool is_script_name(std::string_view name) {
  static constexpr std::array<std::string_view, 15> endings{".php", ".phtml", ".phar", ".php3", ".php4", ".php5", ".php7", ".inc",
                                                            ".asp", ".aspx",  ".ashx", ".jsp",  ".jspx", ".cgi", ".pl"};
  const std::string low = lower(name);
  return std::ranges::any_of(endings, [&](std::string_view e) {
    const size_t at = low.rfind(e);
    return at != std::string::npos && (at + e.size() == low.size() || low[at + e.size()] == '.');
  });
}

/// The script that a request brings: the path of PUT, the destination of MOVE and COPY, a form's file.
std::string brought(const Message& m) {
  if (iequals(m.method, "PUT") && is_script_name(m.path)) return m.path;
  const bool moves = iequals(m.method, "MOVE") || iequals(m.method, "COPY");
  for (const message::Field& f : m.fields) {
    if (moves && f.place == Place::header && iequals(f.name, "destination") && is_script_name(f.value)) return f.value;
    if (f.place == Place::multipart && f.name.ends_with(".filename") && is_script_name(f.value)) return f.value;
  }
  return {};
}

/// Of a URL, or of a path.
std::string path_of(std::string_view url) {
  const size_t host = url.find("://");
  const size_t path = host == std::string_view::npos ? 0 : url.find('/', host + 3);
  return percent_decode(path == std::string_view::npos ? url : url.substr(path), false);
}

/// The other host that an FTP client names as its own (RFC 959 section 4.1.2; CERT CA-1997-27).
bool names_third_host(const Message& m) {
  return m.kind == message::Kind::text_line && (iequals(m.method, "PORT") || iequals(m.method, "EPRT"));
}

/// What one client did to one server, of one kind.
struct Attack {
  std::vector<const Message*> messages;
  std::string what;  ///< script, command or file
  bool worked = false;
};
using Attacks = std::map<std::tuple<std::string, Address, Address>, Attack>;

/// A conversation that our server began just after it was told to.
struct Effect {
  const Message* message = nullptr;
  Mention mention;
  Address there;
  Time start;
  FrameRef frame;
  uint32_t conversation = 0;
};

class Finder {
 public:
  Finder(const Witness& w, const flow::Traffic& traffic) : w_(w), traffic_(traffic) {}

  void find(Case& c) {
    for (const message::Store::Kept& k : w_.messages.all()) look_at(k.message);
    for (const Effect& e : effects()) c.findings.push_back(of_effect(e));
    for (auto& [at, attack] : attacks_) {
      if (told_.contains(std::pair(std::get<1>(at), std::get<2>(at))) && !attack.worked) continue;
      c.findings.push_back(of_attack(std::get<0>(at), attack));
    }
  }

 private:
  void look_at(const Message& m) {
    if (m.first.frame == 0) return;  // what logs tell is the entry's matter
    if (names_third_host(m)) suspects_.push_back(&m);
    if (m.kind != message::Kind::http_request) return;
    if (const std::string script = brought(m); !script.empty() && is_answered_well(m)) note("webshell-upload", m, script, true);
    const auto found = find_injection(m);
    if (!found) return;
    suspects_.push_back(&m);
    const std::string_view output = is_answered_well(m) ? shown_output(m.answer_text) : std::string_view{};
    if (!output.empty())
      note(kind_of(*found), m, found->text, true);
    else if (!found->whole)
      note("web-attack", m, found->text, false);
  }
  static const char* kind_of(const Injection& i) {
    if (i.sort == Injection::Sort::traversal) return "file-disclosure";
    return i.whole ? "webshell-request" : "command-injection";
  }
  void note(const std::string& kind, const Message& m, const std::string& what, bool worked) {
    Attack& a = attacks_[{kind, m.server, m.client}];
    a.messages.push_back(&m);
    a.worked = a.worked || worked;
    if (a.what.empty()) a.what = what;
  }

  std::vector<Effect> effects() const {
    std::vector<Effect> out;
    for (uint32_t i = 0; i < traffic_.size() && !suspects_.empty(); ++i) {
      const flow::Conversation& c = traffic_[i];
      const Address &from = c.opener == 0 ? c.key.a : c.key.b, &to = c.opener == 0 ? c.key.b : c.key.a;
      if (c.is_crowd() || is_group(to) || c.packets() == 0) continue;
      Effect best;
      for (const Message* m : suspects_) {
        const int64_t lag = c.first - m->end;
        if (m->server != from || m->client == to || lag < -kJitter || lag > kEffectWindow) continue;
        if (best.message != nullptr && best.message->end > m->end) continue;
        const auto names = w_.names.of(to);
        if (const auto mention = find_mention(*m, {to, names})) best = {m, *mention, to, c.first, c.first_ref, i};
      }
      const bool again = std::ranges::any_of(out, [&](const Effect& e) { return e.message == best.message && e.there == to; });
      if (best.message != nullptr && !again) out.push_back(best);
    }
    return out;
  }

  Finding base(const std::string& kind, const Message& m) const {
    Finding f;
    f.kind = kind;
    f.key = kind + ':' + m.client.text() + '>' + m.server.text();
    f.way = w_.local.has(m.server) ? (w_.local.has(m.client) ? Way::internal : Way::inbound)
            : w_.local.has(m.client) ? Way::outbound
                                     : Way::unknown;
    f.role = f.way == Way::outbound ? "source" : f.way == Way::unknown ? "none" : "victim";
    f.start = m.start;
    f.end = std::max(m.end, m.answer_end);
    f.first = m.first;
    f.last = m.last;
    f.sources.push_back({.ip = m.client, .ports = {}, .name = {}, .prefix_bits = {}});
    f.targets.push_back({.ip = m.server, .ports = {m.server_port}, .name = {}, .prefix_bits = {}});
    f.filter = (m.client.is_ip4() ? "ip" : "ipv6") + std::string(".addr == ") + m.client.text() +
               (m.client.is_ip4() ? " && ip" : " && ipv6") + ".addr == " + m.server.text() + " && tcp.port == " + std::to_string(m.server_port);
    return f;
  }
  static Evidence request_evidence(const Message& m) {
    Evidence e;
    e.ref = m.first;
    e.quote = m.line;
    e.reason = Sentence("evidence.request").address("client", m.client).text("status", std::to_string(m.status));
    return e;
  }

  Finding of_attack(const std::string& kind, const Attack& a) {
    const Message& m = *a.messages.front();
    Finding f = base(kind, m);
    f.severity = a.worked ? Severity::high : Severity::low;
    f.confidence = a.worked ? 0.95 : 0.8;
    f.end = std::max(f.end, a.messages.back()->answer_end);
    f.last = a.messages.back()->last;
    f.packets = a.messages.size();
    for (const Message* x : a.messages) {
      if (f.evidence.size() < kShownEvidence) f.evidence.push_back(request_evidence(*x));
    }
    f.attack = {kind == "webshell-upload" || kind == "webshell-request" ? "T1505.003" : kind == "file-disclosure" ? "T1083" : "T1190"};
    say(f, m, a.what, a.messages.size());
    if (kind != "webshell-upload") return f;
    const std::string path = path_of(a.what);
    f.key = kind + ':' + path;
    f.title.text("path", path);
    f.what.key = "finding.webshell-upload.seen";
    return f;
  }

  Finding of_effect(const Effect& e) {
    const Message& m = *e.message;
    Finding f = base(names_third_host(m) ? "ftp-bounce" : "command-injection", m);
    told_[{m.server, m.client}] = true;
    const flow::Conversation& c = traffic_[e.conversation];
    f.severity = Severity::high;
    f.confidence = 0.95;
    f.end = std::max(f.end, c.last);
    f.last = e.frame;
    f.packets = c.packets();
    f.bytes = c.bytes();
    f.attack = {"T1190"};
    f.evidence = {request_evidence(m)};
    Evidence effect;
    effect.ref = e.frame;
    effect.reason = Sentence("evidence.effect").address("server", m.server).address("there", e.there).duration("lag", std::max<int64_t>(e.start - m.end, 0));
    f.evidence.push_back(std::move(effect));
    Order o;
    o.evidence = {request_evidence(m)};
    o.frame = m.first;
    o.time = m.start;
    o.channel = names_third_host(m) ? "ftp" : "http";
    o.client = m.client;
    o.server = m.server;
    o.request = m.line;
    o.host = m.host;
    o.parameters = {{"victim", e.mention.field}};
    o.probability = kSure;
    o.lag_ms = static_cast<double>(e.start - m.end) / 1e6;
    o.status = m.status;
    f.trigger = o;
    f.absent_probability = 1 - kSure;
    f.orders = {std::move(o)};
    say(f, m, e.there.text(), 1);
    return f;
  }

  static void say(Finding& f, const Message& m, const std::string& what, uint64_t n) {
    const std::string words = "finding." + f.kind;
    f.title = Sentence(words + ".title");
    f.what = Sentence(words + ".what");
    for (Sentence* s : {&f.title, &f.what})
      s->address("client", m.client).address("server", m.server).text("what", what).text("request", m.line).count("n", n);
  }

  const Witness& w_;
  const flow::Traffic& traffic_;
  std::vector<const Message*> suspects_;
  Attacks attacks_;
  std::map<std::pair<Address, Address>, bool> told_;  ///< server and client of which an effect was found
};

}  // namespace

void find_intrusions(const Witness& witness, const flow::Traffic& traffic, Case& c) { Finder(witness, traffic).find(c); }

}  // namespace culprit::attribute
