#include "attribute/entry.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "attribute/guesses.h"
#include "attribute/script_place.h"
#include "base/text.h"

namespace culprit::attribute {
namespace {

constexpr size_t kAlsoWrote = 8, kVisitorsTold = 8;
constexpr uint64_t kFewProbes = 3;

/// Tells of one script at a time.
class Story {
 public:
  Story(const EntryWitness& w, Case& c) : w_(w), c_(c) {}

  /// The entry of the script that the URL `path` calls (on disk at `place`, where known), and its events
  /// once.
  std::optional<Intrusion> tell(const std::string& path, std::string_view place = {}) {
    const Script* script = w_.logs.scripts().find(path, place);
    if (script == nullptr) return std::nullopt;
    Intrusion in;
    in.path = path;
    const Deed* deed = how(*script);
    const bool told = !told_.insert(script->path).second;
    if (deed != nullptr) {
      in.time = mine(deed->time);
      in.method = deed->method;
      in.client = deed->client;
      in.account = deed->user;
      cite_write(*script, *deed, in);
      if (!told) event(deed->time, "upload", written_event(*script, *deed), *deed);
    } else {
      not_seen(*script, in);
    }
    cite_client(*script, deed, in, !told);
    cite_use(*script, in, !told);
    return in;
  }
  bool has_told(const std::string& path) const { return told_.contains(path); }

 private:
  Time mine(Time logged) const { return logged + -w_.offset; }

  /// What brought it: a write of that very path; else what may have (MOVE and COPY do not log where to).
  static const Deed* how(const Script& s) {
    if (!s.writes.empty()) return &s.writes.front();
    if (!s.brought_by || s.orders == 0) return nullptr;
    return s.brought_by->method != "POST" || s.absent ? &*s.brought_by : nullptr;
  }

  void cite_write(const Script& s, const Deed& d, Intrusion& in) const {
    const bool itself = !s.writes.empty();
    in.evidence.push_back(evidence_of(d, Sentence(itself ? "log.written" : "log.perhaps-brought")
                                             .text("client", d.client)
                                             .text("method", d.method)));
    for (size_t i = 1; i < s.writes.size(); ++i)
      in.evidence.push_back(
          evidence_of(s.writes[i], Sentence("log.written-again").text("client", s.writes[i].client)));
  }

  static Sentence written_event(const Script& s, const Deed& d) {
    const char* key = s.writes.empty() ? "event.upload-perhaps"
                      : d.user.empty() ? "event.upload"
                                       : "event.upload-account";
    return Sentence(key)
        .text("client", d.client)
        .text("path", s.path)
        .text("method", d.method)
        .text("account", d.user);
  }

  void not_seen(const Script& s, Intrusion& in) const {
    const auto& first = w_.logs.first_line();
    if (s.absent) {
      Evidence e = evidence_of(*s.first_use, Sentence("log.came-between").time("absent", mine(*s.absent)));
      in.evidence.push_back(std::move(e));
    } else if (first) {
      in.before_first_line = true;
      in.evidence.push_back(
          evidence_of(*first, Sentence("log.before-first").time("time", mine(first->time))));
    }
  }

  /// What its client did before and besides.
  void cite_client(const Script& s, const Deed* deed, Intrusion& in, bool tell) {
    const std::string who = deed != nullptr ? deed->client
                            : s.first_use   ? s.first_use->client
                                            : std::string();
    const Client* client = w_.logs.clients().find(who);
    if (client == nullptr) return;
    const Time until = deed != nullptr ? deed->time : s.first_use->time;
    if (client->first_probe && client->first_probe->time <= until &&
        (client->asked_methods != 0 || client->probes() >= kFewProbes)) {
      const Sentence said = Sentence("log.probed").text("client", who).count("n", client->probes());
      in.evidence.push_back(evidence_of(*client->first_probe, said));
      if (tell && probed_.insert(who).second)
        event(client->first_probe->time, "probe",
              Sentence("event.probe").text("client", who).count("n", client->probes()), *client->first_probe);
    }
    size_t told = 0;
    for (const Deed& d : client->files) {
      if (d.path == s.path || told++ == kAlsoWrote) continue;
      in.evidence.push_back(
          evidence_of(d, Sentence("log.also-wrote").text("client", who).text("path", d.path)));
    }
    if (client->first_login && tell)
      event(client->first_login->time, "login",
            Sentence("event.login").text("client", who).text("account", client->first_login->user),
            *client->first_login);
  }

  void cite_use(const Script& s, Intrusion& in, bool tell) {
    if (!s.first_use) return;
    const Deed& d = *s.first_use;
    in.evidence.push_back(evidence_of(d, Sentence("log.first-use").text("client", d.client)));
    if (tell)
      event(d.time, "first-use", Sentence("event.first-use").text("client", d.client).text("path", s.path),
            d);
    cite_others(s, in);
  }

  void cite_others(const Script& s, Intrusion& in) const {
    std::string others;
    const Visitor* first = nullptr;
    size_t n = 0;
    for (const Visitor& v : s.visitors) {
      if (v.client == s.first_use->client || n++ >= kVisitorsTold) continue;
      others += (others.empty() ? "" : ", ") + v.client;
      if (first == nullptr) first = &v;
    }
    if (first == nullptr) return;
    Evidence e;
    e.kind = "log";
    e.file = first->file;
    e.line = first->line;
    e.reason = Sentence("log.other-clients").text("clients", others).count("n", n + s.other_visitors);
    in.evidence.push_back(std::move(e));
  }

  void event(Time logged, const char* kind, Sentence what, const Deed& d) {
    Event e{mine(logged), kind, what, {}};
    e.evidence.push_back(evidence_of(d, std::move(what)));
    c_.events.push_back(std::move(e));
  }

  const EntryWitness& w_;
  Case& c_;
  std::set<std::string> told_, probed_;
};

/// The same address, again on the same day.
void tell_returns(Case& c) {
  std::map<std::pair<Address, int64_t>, uint64_t> days;
  std::set<std::pair<Time, Address>> seen;
  std::vector<const Order*> orders;
  for (const Finding& f : c.findings)
    for (const Order& o : f.orders)
      if (!o.client.is_none() && seen.emplace(o.time, o.client).second) orders.push_back(&o);
  std::ranges::stable_sort(orders, {}, [](const Order* o) { return o->time; });
  for (const Order* o : orders) {
    const uint64_t n = ++days[{o->client, o->time.ns / (86400 * kSecond)}];
    if (n < 2) continue;
    c.events.push_back({o->time, "return",
                        Sentence("event.return").address("client", o->client).count("n", n), o->evidence});
  }
}

void tell_pace(const EntryWitness& w, Case& c) {
  const auto add = [&](const Gap& g, const char* kind, Sentence what) {
    Evidence e;
    e.kind = "log";
    e.file = g.file;
    e.line = g.line;
    e.reason = what;
    c.events.push_back({g.from + -w.offset, kind, std::move(what), {std::move(e)}});
  };
  for (const Gap& g : w.logs.pace().gaps())
    add(g, "log-gap",
        Sentence("event.log-gap").time("until", g.to + -w.offset).duration("length", g.length()));
  for (const Gap& g : w.logs.pace().steps_back())
    add(g, "log-back", Sentence("event.log-back").duration("length", -g.length()));
}

/// Another finding tells of it already.
bool is_told(const Case& c, const std::string& path) {
  return std::ranges::any_of(c.findings, [&](const Finding& f) {
    return (f.entry && f.entry->path == path) || f.key == "webshell-upload:" + path;
  });
}

/// A program that somebody put there over HTTP, in no known order.
Finding upload_finding(const Script& s, Time start, Time end) {
  const Deed& d = s.writes.front();
  const bool used = s.first_use.has_value();
  Finding f;
  f.kind = "webshell-upload";
  f.key = "webshell-upload:" + s.path;
  f.severity = used ? Severity::high : Severity::medium;
  f.confidence = used ? 0.8 : 0.5;
  f.way = Way::inbound;
  f.title = Sentence("finding.webshell-upload.title").text("path", s.path);
  f.what = Sentence(used ? "finding.webshell-upload.used" : "finding.webshell-upload.unused")
               .text("client", d.client)
               .text("path", s.path)
               .text("method", d.method);
  f.start = start;
  f.end = end;
  if (const auto a = Address::parse(d.client))
    f.sources.push_back({.ip = *a, .ports = {}, .name = {}, .prefix_bits = {}});
  f.attack = {"T1505.003"};
  return f;
}

void add_uploads(const EntryWitness& w, Story& story, Case& c) {
  constexpr size_t kMost = 32;
  size_t n = 0;
  for (const Script& s : w.logs.scripts().all()) {
    if (s.writes.empty() || s.on_disk || is_told(c, s.path) || n++ >= kMost) continue;
    const Time start = s.writes.front().time + -w.offset;
    Finding f = upload_finding(s, start, std::max(start, s.last_use + -w.offset));
    f.entry = story.tell(s.path);
    if (f.entry) f.evidence = f.entry->evidence;
    c.findings.push_back(std::move(f));
  }
}

// ---- FTP: that is how sites are looked after, so the name, the place or the account must speak against it.

bool is_odd_place(std::string_view path) {
  static constexpr std::array<std::string_view, 12> folders{"images", "image", "img",    "pictures",
                                                            "photos", "media", "upload", "uploads",
                                                            "css",    "fonts", "tmp",    "cache"};
  const size_t slash = path.rfind('/');
  const std::string_view name = path.substr(slash + 1);
  if (name.starts_with('.')) return true;
  std::string_view above = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
  above.remove_prefix(above.rfind('/') + 1);
  return std::ranges::any_of(folders, [&](std::string_view f) { return iequals(f, above); });
}

/// When the script that lies at `place` was first called by its URL, whose end is the same.
const Script* called(const EntryWitness& w, std::string_view place) {
  for (const Script& s : w.logs.scripts().all())
    if (!s.on_disk && s.first_use && s.path.size() > 1 && place.ends_with(s.path)) return &s;
  return nullptr;
}

Finding ftp_finding(const EntryWitness& w, const Script& s, bool guessed) {
  const Deed& d = s.writes.front();
  const Script* use = called(w, s.path);
  Finding f = upload_finding(s, d.time + -w.offset,
                             (use != nullptr ? std::max(d.time, use->last_use) : d.time) + -w.offset);
  f.severity = use != nullptr ? Severity::high : Severity::medium;
  f.what = Sentence(guessed ? "finding.webshell-upload.ftp-guessed" : "finding.webshell-upload.ftp-odd")
               .text("client", d.client)
               .text("path", s.path)
               .text("account", d.user);
  return f;
}

/// The rest of what one account put there: one finding, to be looked at by whoever looks after the site.
struct FtpWork {
  const Deed* first = nullptr;
  Time last;
  uint64_t count = 0;
  std::vector<Evidence> evidence;
};

Finding ftp_work(const EntryWitness& w, FtpWork&& work) {
  const Deed& d = *work.first;
  Finding f;
  f.kind = "webshell-upload";
  f.key = "ftp-uploads:" + d.client + ':' + d.user;
  f.severity = Severity::low;
  f.confidence = 0.1;
  f.way = Way::inbound;
  f.start = d.time + -w.offset;
  f.end = work.last + -w.offset;
  f.title = Sentence("finding.ftp-uploads.title")
                .count("n", work.count)
                .text("account", d.user)
                .text("client", d.client);
  f.what = Sentence("finding.ftp-uploads.what")
               .text("path", d.path)
               .text("account", d.user)
               .text("client", d.client);
  f.evidence = std::move(work.evidence);
  return f;
}

void add_ftp_uploads(const EntryWitness& w, Story& story, Case& c) {
  constexpr size_t kMost = 32, kLines = 8;
  std::map<std::pair<std::string, std::string>, FtpWork> ordinary;
  size_t n = 0;
  for (const Script& s : w.logs.scripts().all()) {
    if (s.writes.empty() || !s.on_disk || story.has_told(s.path)) continue;
    const Deed& d = s.writes.front();
    const Client* client = w.logs.clients().find(d.client);
    const bool guessed = client != nullptr && client->failed_before >= kGuesses;
    if ((guessed || is_odd_place(s.path)) && n++ < kMost) {
      Finding f = ftp_finding(w, s, guessed);
      f.entry = story.tell(s.path);
      if (f.entry) f.evidence = f.entry->evidence;
      c.findings.push_back(std::move(f));
      continue;
    }
    FtpWork& work = ordinary[{d.client, d.user}];
    if (work.first == nullptr || d.before(*work.first)) work.first = &d;
    work.last = std::max(work.last, d.time);
    if (++work.count <= kLines)
      work.evidence.push_back(
          evidence_of(d, Sentence("log.written").text("client", d.client).text("method", d.method)));
  }
  for (auto& [who, work] : ordinary) c.findings.push_back(ftp_work(w, std::move(work)));
}

}  // namespace

void tell_entry(const EntryWitness& w, Case& c) {
  Story story(w, c);
  for (Finding& f : c.findings) {
    if (f.orders.empty()) continue;
    const Order& o = f.trigger ? *f.trigger : f.orders.front();
    f.entry = story.tell(script_of_request(o.request), o.script);
  }
  add_uploads(w, story, c);
  add_ftp_uploads(w, story, c);
  tell_guesses(w, c);
  tell_returns(c);
  tell_pace(w, c);
}

}  // namespace culprit::attribute
