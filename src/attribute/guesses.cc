#include "attribute/guesses.h"

#include <utility>

namespace culprit::attribute {
namespace {

constexpr uint64_t kManyGuesses = 20;

Finding guess_finding(const Client& who, Time start, Time end, const char* part) {
  Finding f;
  f.kind = "brute-force";
  f.key = std::string("brute-force-log:") + who.name;
  f.way = Way::inbound;
  f.attack = {"T1110"};
  f.start = start;
  f.end = end;
  const std::string key = std::string("finding.brute-force-log.") + part;
  const auto say = [&](const char* what) {
    return Sentence(key + what).text("client", who.name).count("n", who.failed_before);
  };
  f.title = say(".title");
  f.what = say(".what");
  if (const auto a = Address::parse(who.name))
    f.sources.push_back({.ip = *a, .ports = {}, .name = {}, .prefix_bits = {}});
  return f;
}

Finding got_in(const EntryWitness& w, const Client& who) {
  const Deed& login = *who.first_login;
  const Time start = who.first_probe ? who.first_probe->time : login.time;
  Finding f = guess_finding(who, start + -w.offset, login.time + -w.offset, "in");
  f.severity = who.failed_before >= kManyGuesses ? Severity::high : Severity::medium;
  f.confidence = who.failed_before >= kManyGuesses ? 0.9 : 0.6;
  f.title.text("account", login.user);
  f.what.text("account", login.user).time("time", login.time + -w.offset);
  if (who.first_probe) f.evidence.push_back(evidence_of(*who.first_probe, Sentence("log.login-failed")));
  f.evidence.push_back(evidence_of(login, Sentence("log.let-in").text("account", login.user)));
  return f;
}

}  // namespace

void tell_guesses(const EntryWitness& w, Case& c) {
  constexpr size_t kMost = 16;
  const Client* most = nullptr;
  uint64_t failed = 0, clients = 0;
  size_t told = 0;
  for (const Client* who : w.logs.clients().all()) {
    if (who->first_login && who->failed_before >= kGuesses) {
      if (told++ < kMost) c.findings.push_back(got_in(w, *who));
    } else if (who->failed_logins >= kGuesses) {
      failed += who->failed_logins;
      ++clients;
      if (most == nullptr || who->failed_logins > most->failed_logins) most = who;
    }
  }
  if (most == nullptr || failed < kManyGuesses || !most->first_probe) return;
  Finding f = guess_finding(*most, most->first_probe->time + -w.offset, most->last + -w.offset, "tried");
  f.severity = Severity::info;
  f.confidence = 0.9;
  for (Sentence* s : {&f.title, &f.what}) s->count("tries", failed).count("clients", clients);
  f.evidence.push_back(evidence_of(*most->first_probe, Sentence("log.login-failed")));
  c.findings.push_back(std::move(f));
}

}  // namespace culprit::attribute
