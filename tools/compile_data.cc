// Build-time program: compile_data OUT.cc FILE.toml... FILE.po...
// Checks the knowledge base (data/text, data/traffic, data/trigger, data/detect) and writes it as constant
// tables, so that culprit parses nothing when it starts. Bad data stops the build with file, line and a
// sentence.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "po.h"

namespace {

using Strings = std::vector<std::string>;

[[noreturn]] void fail(const toml::node& at, const std::string& why) {
  std::ostringstream out;
  out << (at.source().path ? *at.source().path : "?") << ':' << at.source().begin.line << ": " << why;
  throw std::runtime_error(out.str());
}

// ---- Reading

std::string text_of(const toml::table& table, std::string_view key, bool required = true) {
  const toml::node* node = table.get(key);
  if (!node) {
    if (required) fail(table, "\"" + std::string(key) + "\" is missing.");
    return {};
  }
  const auto value = node->value<std::string>();
  if (!node->is_string() || !value) fail(*node, "\"" + std::string(key) + "\" must be a string.");
  if (value->empty()) fail(*node, "\"" + std::string(key) + "\" is empty.");
  return *value;
}

bool flag_of(const toml::table& table, std::string_view key, bool otherwise) {
  const toml::node* node = table.get(key);
  if (!node) return otherwise;
  if (!node->is_boolean()) fail(*node, "\"" + std::string(key) + "\" must be true or false.");
  return *node->value<bool>();
}

Strings list_of(const toml::node& node) {
  if (const auto one = node.value<std::string>(); node.is_string()) return {*one};
  const toml::array* array = node.as_array();
  if (!array || array->empty()) fail(node, "a string or a list of strings is expected here.");
  Strings out;
  for (const toml::node& element : *array) {
    if (!element.is_string()) fail(element, "a string is expected here.");
    out.push_back(*element.value<std::string>());
  }
  return out;
}

Strings list_of(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return node ? list_of(*node) : Strings{};
}

bool is_kebab(std::string_view id) {
  if (id.empty() || id.front() == '-' || id.back() == '-') return false;
  return std::ranges::all_of(
      id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void only_keys(const toml::table& table, const std::set<std::string_view>& known) {
  for (const auto& [key, node] : table)
    if (!known.contains(key.str()))
      fail(node, "\"" + std::string(key.str()) + "\" is not a known name here.");
}

// ---- Sentences

struct Sentence {
  std::string one, other;
  const toml::node* at = nullptr;
};
using Catalogue = std::map<std::string, Sentence>;

/// The names in {braces}; fails where braces do not pair.
std::set<std::string> placeholders(const toml::node& at, const std::string& text) {
  std::set<std::string> out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '}') fail(at, "'}' without '{' before it.");
    if (text[i] != '{') continue;
    const size_t end = text.find_first_of("{}", i + 1);
    if (end == std::string::npos || text[end] != '}') fail(at, "'{' without '}' behind it.");
    const std::string name = text.substr(i + 1, end - i - 1);
    const bool good =
        !name.empty() && std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    if (!good) fail(at, "\"{" + name + "}\" is not a placeholder: small letters and _ only.");
    out.insert(name);
    i = end;
  }
  return out;
}

void add_sentence(Catalogue& to, const std::string& key, Sentence sentence) {
  placeholders(*sentence.at, sentence.one);
  if (!sentence.other.empty()) placeholders(*sentence.at, sentence.other);
  if (sentence.one.empty()) fail(*sentence.at, "\"" + key + "\" is empty.");
  const toml::node& at = *sentence.at;
  if (!to.emplace(key, std::move(sentence)).second) fail(at, "\"" + key + "\" is there twice.");
}

bool is_plural(const toml::table& table) {
  return table.size() == 2 && table.contains("one") && table.contains("other") &&
         table.get("one")->is_string();
}

void add_sentences(Catalogue& to, const toml::table& table, const std::string& prefix) {
  for (const auto& [name, node] : table) {
    if (!is_kebab(name.str())) fail(node, "\"" + std::string(name.str()) + "\": keys are kebab-case.");
    const std::string key = prefix + std::string(name.str());
    const toml::table* inner = node.as_table();
    if (node.is_string())
      add_sentence(to, key, {*node.value<std::string>(), "", &node});
    else if (inner && is_plural(*inner))
      add_sentence(to, key, {text_of(*inner, "one"), text_of(*inner, "other"), &node});
    else if (inner)
      add_sentences(to, *inner, key + ".");
    else
      fail(node, "\"" + key + "\" must be a string, or a table of \"one\" and \"other\".");
  }
}

// ---- Translations

/// The names in {braces} of a translated text, for comparison with the English one.
std::multiset<std::string> braces(const std::string& text) {
  std::multiset<std::string> out;
  for (size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1))
    out.insert(text.substr(at, text.find('}', at) - at));
  return out;
}

struct Translation {
  Strings forms;
};
using Translations = std::map<std::string, Translation>;

/// Whether all forms fill in what the English sentence does. The first plural form may leave the number out
/// ("one").
void check_forms(const std::string& path, const culprit::po::Message& m, const Sentence& english) {
  const auto wanted = [](const std::string& text) {
    const auto all = braces(text);
    return std::set<std::string>(all.begin(), all.end());
  };
  const auto most = wanted(english.other.empty() ? english.one : english.other);
  for (const std::string& said : m.said) {
    auto given = wanted(said);
    const bool singular = !english.other.empty() && &said == &m.said.front();
    if (singular && !given.contains("{n") && most.contains("{n")) given.insert("{n");
    if (given != most && !(singular && given == wanted(english.one)))
      throw std::runtime_error(path + ':' + std::to_string(m.line) + ": \"" + m.key +
                               "\" has other placeholders than in English.");
  }
}

/// What a .po file says in another language. What English no longer has, or says otherwise now, is left out:
/// then culprit says it in English until it is translated again (scripts/words.py lists these).
Translations translations(const std::string& path, const Catalogue& english) {
  Translations out;
  const auto all = culprit::po::read(path);
  const size_t plurals = culprit::po::plural_forms(path, all);
  for (const culprit::po::Message& m : all) {
    const auto original = english.find(m.key);
    const bool empty = std::ranges::any_of(m.said, [](const std::string& s) { return s.empty(); });
    if (m.key.empty() || m.fuzzy || empty || original == english.end()) continue;
    const Sentence& e = original->second;
    if (e.one != m.one || e.other != m.other) continue;
    if (m.said.size() != (e.other.empty() ? 1 : plurals))
      throw std::runtime_error(path + ':' + std::to_string(m.line) + ": \"" + m.key + "\" has " +
                               std::to_string(m.said.size()) + " forms.");
    check_forms(path, m, e);
    if (!out.emplace(m.key, Translation{m.said}).second)
      throw std::runtime_error(path + ':' + std::to_string(m.line) + ": \"" + m.key + "\" is there twice.");
  }
  return out;
}

// ---- Kinds of traffic

const std::map<std::string, uint32_t> kProtocols = {{"icmp", 1},
                                                    {"igmp", 2},
                                                    {"ipip", 4},
                                                    {"tcp", 6},
                                                    {"udp", 17},
                                                    {"ipv6-in-ip", 41},
                                                    {"gre", 47},
                                                    {"esp", 50},
                                                    {"ah", 51},
                                                    {"icmp6", 58},
                                                    {"eigrp", 88},
                                                    {"ospf", 89},
                                                    {"pim", 103},
                                                    {"vrrp", 112},
                                                    {"sctp", 132},
                                                    {"llc", 0x300},
                                                    {"ppp", 0x301},
                                                    {"frame-relay", 0x302},
                                                    {"undecodable", 0x400},
                                                    {"other-link", 0x500},
                                                    {"usb", 0x501},
                                                    {"bluetooth", 0x502},
                                                    {"vehicle-bus", 0x503},
                                                    {"wlan", 0x504},
                                                    {"netlink", 0x505},
                                                    {"low-power-radio", 0x506},
                                                    {"telephony", 0x507},
                                                    {"industrial", 0x508},
                                                    {"ring-control", 0x509},
                                                    {"inside-computer", 0x50a},
                                                    {"user-defined", 0x50b},
                                                    {"storage-fabric", 0x50c},
                                                    {"broadcast-media", 0x50d},
                                                    {"wide-area", 0x50e},
                                                    {"arp", 0x806},
                                                    {"rarp", 0x8035},
                                                    {"mpls", 0x8847}};
const std::set<std::string> kScopes = {"global",    "own-link",    "private",  "loopback", "multicast",
                                       "broadcast", "unspecified", "reserved", "mac"};
const std::set<std::string> kConditions = {"answered",   "unanswered", "refused",
                                           "no-payload", "payload",    "fragment-orphan",
                                           "gratuitous", "probe",      "headless",
    "asks",       "odd-flags"};
const std::set<std::string> kBases = {"content", "port", "address", "condition"};

struct Term {
  std::string field;
  std::vector<uint32_t> numbers, ranges;
  Strings words;
};
struct Kind {
  std::string id, filter, basis, source;
  bool exact = false, ordinary = true;
  int64_t rank = 0, exact_port = 0;
  std::vector<Term> terms;
  Strings also;
};

uint32_t number_of(const toml::node& at, int64_t value) {
  if (value < 0 || value > 0xffff) fail(at, "a number from 0 to 65535 is expected here.");
  return static_cast<uint32_t>(value);
}

uint32_t number_of(const toml::node& at, const std::string& digits) {
  if (digits.empty() || digits.size() > 5 || digits.find_first_not_of("0123456789") != std::string::npos)
    fail(at, "\"" + digits + "\" is not a number.");
  return number_of(at, std::stoll(digits));
}

void add_number(Term& term, const toml::node& node) {
  if (const auto value = node.value<int64_t>(); node.is_integer())
    return term.numbers.push_back(number_of(node, *value));
  const std::string text = node.is_string() ? *node.value<std::string>() : "";
  if (const auto known = kProtocols.find(text); term.field == "protocol" && known != kProtocols.end())
    return term.numbers.push_back(known->second);
  const size_t dash = text.find('-');
  if (dash == std::string::npos)
    fail(node, "\"" + text + "\" is neither a number, a range \"low-high\" nor a known protocol.");
  const uint32_t low = number_of(node, text.substr(0, dash)), high = number_of(node, text.substr(dash + 1));
  if (low >= high) fail(node, "the range \"" + text + "\" is empty.");
  term.ranges.push_back(low << 16 | high);
}

void check_words(const toml::node& at, const Term& term) {
  static const std::map<std::string, const std::set<std::string>*> known = {
      {"scope", &kScopes}, {"condition", &kConditions}};  // content: cli/coverage_test.cc
  const auto set = known.find(term.field);
  if (set == known.end()) return;
  for (const std::string& word : term.words)
    if (!set->second->contains(word)) fail(at, "\"" + word + "\" is not a known " + term.field + ".");
}

std::vector<Term> terms_of(const toml::table& match) {
  only_keys(match, {"protocol", "port", "content", "scope", "group", "name", "condition", "all"});
  std::vector<Term> out;
  for (const auto& [name, node] : match) {
    if (name.str() == "all") {  // conditions that must all hold
      for (const std::string& word : list_of(node)) {
        out.push_back({"condition", {}, {}, {word}});
        check_words(node, out.back());
      }
      continue;
    }
    Term term{std::string(name.str()), {}, {}, {}};
    if (term.field != "protocol" && term.field != "port") {
      term.words = list_of(node);
      check_words(node, term);
    } else if (const toml::array* array = node.as_array()) {
      for (const toml::node& element : *array) add_number(term, element);
    } else {
      add_number(term, node);
    }
    out.push_back(std::move(term));
  }
  return out;
}

void check_kind(const toml::table& table, const Kind& kind) {
  if (!is_kebab(kind.id)) fail(table, "the id \"" + kind.id + "\" is not kebab-case.");
  if (!kBases.contains(kind.basis)) fail(table, "the basis \"" + kind.basis + "\" is not known.");
  if (kind.rank < 0 || kind.rank > 1000) fail(table, "the rank is a number from 0 to 1000.");
  if (kind.exact_port < 0 || kind.exact_port > 0xffff || (kind.exact_port != 0 && !kind.exact))
    fail(table, "the exact port is a port number, of a kind whose filter is exact.");
  const bool by_content = std::ranges::any_of(kind.terms, [](const Term& t) { return t.field == "content"; });
  const bool by_port = kind.id.ends_with("-port-only");
  if (by_port && (kind.basis != "port" || by_content))
    fail(table, "a kind \"...-port-only\" has the basis \"port\".");
}

Kind kind_of(const toml::table& table, Catalogue& words) {
  only_keys(table, {"id", "also", "title", "match", "what", "why", "worry_if", "do", "filter", "filter_exact",
                    "exact_port", "ordinary", "basis", "source", "rank"});
  Kind kind{text_of(table, "id"), text_of(table, "filter"), text_of(table, "basis"),
            text_of(table, "source", false)};
  kind.exact = flag_of(table, "filter_exact", false);
  kind.exact_port = table["exact_port"].value_or(int64_t{0});
  kind.ordinary = flag_of(table, "ordinary", true);
  kind.rank = table["rank"].value_or(int64_t{-1});
  const toml::node* match = table.get("match");
  if (match && !match->is_table()) fail(*match, "\"match\" must be a table.");
  if (match) kind.terms = terms_of(*match->as_table());
  if (const toml::node* also = table.get("also")) kind.also = list_of(*also);
  check_kind(table, kind);
  const auto say = [&](const char* from, const char* to, bool required) {
    const std::string text = text_of(table, from, required);
    if (!text.empty()) add_sentence(words, "kind." + kind.id + "." + to, {text, "", table.get(from)});
  };
  say("title", "title", true);
  say("what", "what", true);
  say("why", "why", true);
  say("worry_if", "worry", false);
  say("do", "do", true);
  say("source", "source", false);
  return kind;
}

// ---- Triggers

struct Trigger {
  std::string id, channel, family, source;
  std::vector<std::pair<std::string, Strings>> roles;
  std::vector<std::pair<std::string, std::string>> marks;
  Strings all, any, suffixes, paths, confessions, verbs;
};

void check_roles(const toml::table& table, const Trigger& trigger, const Strings& wanted) {
  for (const std::string& role : wanted)
    if (std::ranges::none_of(trigger.roles, [&](const auto& r) { return r.first == role; }))
      fail(table, "the role \"" + role + "\" is required, but no [[trigger.role]] says how it is named.");
}

template <class Take>
void each_table(const toml::table& table, std::string_view key, Take take) {
  const toml::node* node = table.get(key);
  if (!node) return;
  if (!node->is_array_of_tables()) fail(*node, "[[" + std::string(key) + "]] is expected here.");
  for (const toml::node& element : *node->as_array()) take(*element.as_table());
}

Trigger trigger_of(const toml::table& table) {
  only_keys(table, {"id", "channel", "family", "source", "requires_all", "requires_any", "suffixes", "paths",
                    "confessions", "verbs", "role", "mark"});
  static const std::set<std::string> roles = {"victim", "port", "seconds", "size", "count", "method"};
  Trigger out{text_of(table, "id"),
              text_of(table, "channel"),
              text_of(table, "family"),
              text_of(table, "source"),
              {},
              {},
              list_of(table, "requires_all"),
              list_of(table, "requires_any"),
              list_of(table, "suffixes"),
              list_of(table, "paths"),
              list_of(table, "confessions"),
              list_of(table, "verbs")};
  if (!is_kebab(out.id)) fail(table, "the id \"" + out.id + "\" is not kebab-case.");
  each_table(table, "role", [&](const toml::table& role) {
    only_keys(role, {"role", "names"});
    if (!roles.contains(text_of(role, "role")))
      fail(role, "\"" + text_of(role, "role") + "\" is not a known role.");
    out.roles.emplace_back(text_of(role, "role"), list_of(role, "names"));
  });
  each_table(table, "mark", [&](const toml::table& mark) {
    only_keys(mark, {"name", "value"});
    out.marks.emplace_back(text_of(mark, "name"), text_of(mark, "value"));
  });
  check_roles(table, out, out.all);
  check_roles(table, out, out.any);
  if (out.all.empty() && out.marks.empty() && out.verbs.empty())
    fail(table, "a trigger needs \"requires_all\", \"verbs\" or a [[trigger.mark]].");
  return out;
}

// ---- Thresholds and amplifiers

double real_of(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (!node || !node->is_number()) fail(table, "\"" + std::string(key) + "\" must be a number.");
  return *node->value<double>();
}

struct Threshold {
  std::string id;
  double value = 0;
};

/// "flood.least-packets": kebab-case words with dots between them.
Threshold threshold_of(const toml::table& table) {
  only_keys(table, {"id", "value", "why"});
  Threshold out{text_of(table, "id"), real_of(table, "value")};
  std::string plain = out.id;
  std::erase(plain, '.');
  if (!is_kebab(plain)) fail(table, "the id \"" + out.id + "\" is not kebab-case.");
  if (text_of(table, "why").size() < 20) fail(table, "\"why\" must say where the value comes from.");
  return out;
}

struct Amplifier {
  std::string id, service, source;
  Strings contents;
  std::vector<uint32_t> ports;
  double least_answer = 0;
};

Amplifier amplifier_of(const toml::table& table) {
  only_keys(table, {"id", "service", "contents", "ports", "least_answer", "source"});
  Amplifier out{text_of(table, "id"),
                text_of(table, "service"),
                text_of(table, "source"),
                list_of(table, "contents"),
                {},
                real_of(table, "least_answer")};
  if (!out.id.ends_with("-amplification") || !is_kebab(out.id))
    fail(table, "the id of an amplifier ends in \"-amplification\".");
  const toml::array* ports = table["ports"].as_array();
  if (!ports || ports->empty()) fail(table, "\"ports\" must be a list of numbers.");
  for (const toml::node& port : *ports) out.ports.push_back(number_of(port, port.value_or(int64_t{-1})));
  return out;
}

// ---- Writing

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      continue;
    else
      out += c;
  }
  return out + '"';
}

/// Writes constant arrays under running names, and gives the name; "{}" for an empty one.
class Tables {
 public:
  explicit Tables(std::ostream& out) : out_(out) {}
  std::string numbers(const std::vector<uint32_t>& values) {
    Strings items;
    for (const uint32_t value : values) items.push_back(std::to_string(value));
    return array("uint32_t", items);
  }
  std::string words(const Strings& values) {
    Strings items;
    for (const std::string& value : values) items.push_back(quoted(value));
    return array("std::string_view", items);
  }
  std::string array(const std::string& type, const Strings& items) {
    if (items.empty()) return "{}";
    std::string body;
    for (const std::string& item : items) body += (body.empty() ? "" : ", ") + item;
    const auto known = names_.find(type + body);
    if (known != names_.end()) return known->second;
    const std::string name = "k" + std::to_string(names_.size());
    out_ << "constexpr " << type << ' ' << name << "[] = {" << body << "};\n";
    return names_.emplace(type + body, name).first->second;
  }

 private:
  std::ostream& out_;
  std::map<std::string, std::string> names_;
};

void write_catalogue(std::ostream& out, const std::string& lang, const Translations& words) {
  out << "constexpr Entry catalogue_" << lang << "[] = {\n";
  for (const auto& [key, translation] : words) {
    out << "    {" << quoted(key) << ", {";
    for (const std::string& form : translation.forms) out << quoted(form) << ", ";
    out << "}},\n";
  }
  out << "};\n";
}

Translations as_written(const Catalogue& english) {
  Translations out;
  for (const auto& [key, s] : english)
    out[key].forms = s.other.empty() ? Strings{s.one} : Strings{s.one, s.other};
  return out;
}

std::string written(const Term& t, Tables& tables) {
  return "{Term::Field::" + t.field + ", " + tables.numbers(t.numbers) + ", " + tables.numbers(t.ranges) +
         ", " + tables.words(t.words) + "}";
}

std::string written(const Kind& k, Tables& tables) {
  Strings terms;
  for (const Term& term : k.terms) terms.push_back(written(term, tables));
  return "{" + quoted(k.id) + ", " + quoted(k.filter) + ", " + (k.exact ? "true, " : "false, ") +
         std::to_string(k.exact_port) + ", " + (k.ordinary ? "true, " : "false, ") + quoted(k.basis) + ", " +
         quoted(k.source) + ", " + std::to_string(k.rank) + ", " + tables.array("Term", terms) + ", " + tables.words(k.also) + "}";
}

std::string written(const Trigger& t, Tables& tables) {
  Strings roles, marks;
  for (const auto& [role, names] : t.roles)
    roles.push_back("{" + quoted(role) + ", " + tables.words(names) + "}");
  for (const auto& [name, value] : t.marks) marks.push_back("{" + quoted(name) + ", " + quoted(value) + "}");
  return "{" + quoted(t.id) + ", " + quoted(t.channel) + ", " + quoted(t.family) + ", " + quoted(t.source) +
         ", " + tables.array("Role", roles) + ", " + tables.words(t.all) + ", " + tables.words(t.any) + ", " +
         tables.array("Mark", marks) + ", " + tables.words(t.suffixes) + ", " + tables.words(t.paths) + ", " +
         tables.words(t.confessions) + ", " + tables.words(t.verbs) + "}";
}

std::string real(double value) {
  std::ostringstream out;
  out.precision(17);
  out << value;
  return out.str();
}

std::string written(const Threshold& t, Tables&) { return "{" + quoted(t.id) + ", " + real(t.value) + "}"; }

std::string written(const Amplifier& a, Tables& tables) {
  return "{" + quoted(a.id) + ", " + quoted(a.service) + ", " + quoted(a.source) + ", " +
         tables.words(a.contents) + ", " + tables.numbers(a.ports) + ", " + real(a.least_answer) + "}";
}

template <class T>
void write_door(std::ostream& out, Tables& tables, const std::string& type, const std::string& door,
                const std::vector<T>& all) {
  Strings items;
  for (const T& one : all) items.push_back("\n    " + written(one, tables));
  out << "\n}  // namespace\nstd::span<const " << type << "> " << door << "() {\n";
  if (items.empty())
    out << "  return {};\n";
  else
    out << "  static constexpr " << type << " list[] = {";
  for (const std::string& item : items) out << item << ",";
  if (!items.empty()) out << "};\n  return list;\n";
  out << "}\nnamespace {\n";
}

// ---- All of it

struct Data {
  Catalogue words;  ///< English
  std::map<std::string, Translations> languages;
  std::vector<Kind> kinds;
  std::vector<Trigger> triggers;
  std::vector<Threshold> thresholds;
  std::vector<Amplifier> amplifiers;
  std::vector<toml::table> kept;  // the sentences point into them, for messages
};

template <class T>
void sort_unique(std::vector<T>& all) {
  std::ranges::sort(all, {}, &T::id);
  const auto twice = std::ranges::adjacent_find(all, {}, &T::id);
  if (twice != all.end()) throw std::runtime_error("data: the id \"" + twice->id + "\" is there twice.");
}

/// "data/text/po/de.po" gives "de".
std::string stem(const std::string& path) {
  const std::string name = path.substr(path.find_last_of('/') + 1);
  return name.substr(0, name.find('.'));
}

void read(Data& data, const std::string& path) {
  data.kept.push_back(toml::parse_file(path));
  const toml::table& file = data.kept.back();
  if (path.find("/text/") != std::string::npos) return add_sentences(data.words, file, "");
  if (path.find("/traffic/") != std::string::npos) {
    only_keys(file, {"kind"});
    return each_table(file, "kind",
                      [&](const toml::table& t) { data.kinds.push_back(kind_of(t, data.words)); });
  }
  if (path.find("/trigger/") != std::string::npos) {
    only_keys(file, {"trigger"});
    return each_table(file, "trigger", [&](const toml::table& t) { data.triggers.push_back(trigger_of(t)); });
  }
  if (path.find("/detect/") != std::string::npos) {
    only_keys(file, {"threshold", "amplifier"});
    each_table(file, "threshold", [&](const toml::table& t) { data.thresholds.push_back(threshold_of(t)); });
    return each_table(file, "amplifier",
                      [&](const toml::table& t) { data.amplifiers.push_back(amplifier_of(t)); });
  }
  throw std::runtime_error(path + ": is in none of data/text, data/traffic, data/trigger, data/detect.");
}

void write(std::ostream& out, const Data& data) {
  out << "// Written by tools/compile_data.cc from data/; do not edit.\n#include <cstdint>\n#include <span>\n"
         "#include <string_view>\n\n#include \"knowledge/amplifier.h\"\n#include \"knowledge/kind.h\"\n"
         "#include \"knowledge/threshold.h\"\n#include \"knowledge/trigger.h\"\n"
         "#include \"wording/words.h\"\n\nnamespace culprit {\nnamespace {\n";
  for (const auto& [lang, words] : data.languages) write_catalogue(out, lang, words);
  out << "}  // namespace\n\nstd::span<const Entry> catalogue(std::string_view lang) {\n";
  for (const auto& [lang, words] : data.languages)
    out << "  if (lang == " << quoted(lang) << ") return catalogue_" << lang << ";\n";
  out << "  return {};\n}\n\nnamespace knowledge {\nnamespace {\n";
  Tables tables(out);
  write_door(out, tables, "Kind", "kinds", data.kinds);
  write_door(out, tables, "Trigger", "triggers", data.triggers);
  write_door(out, tables, "Threshold", "thresholds", data.thresholds);
  write_door(out, tables, "Amplifier", "amplifiers", data.amplifiers);
  out << "}  // namespace\n}  // namespace knowledge\n}  // namespace culprit\n";
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) throw std::runtime_error("usage: compile_data OUT.cc FILE.toml... FILE.po...");
  Data data;
  data.kept.reserve(static_cast<size_t>(argc));
  const auto is_po = [](const std::string& path) { return path.ends_with(".po"); };
  for (int i = 2; i < argc; ++i)
    if (!is_po(argv[i])) read(data, argv[i]);
  data.languages["en"] = as_written(data.words);
  for (int i = 2; i < argc; ++i)
    if (is_po(argv[i]))
      if (auto said = translations(argv[i], data.words); !said.empty())
        data.languages[stem(argv[i])] = std::move(said);
  sort_unique(data.kinds);
  sort_unique(data.triggers);
  sort_unique(data.thresholds);
  sort_unique(data.amplifiers);
  std::ostringstream text;
  write(text, data);
  std::ofstream out(argv[1], std::ios::binary | std::ios::trunc);
  out << text.str();
  if (!out.flush()) throw std::runtime_error(std::string(argv[1]) + ": cannot be written.");
} catch (const toml::parse_error& error) {
  const auto& source = error.source();
  std::cerr << (source.path ? *source.path : "?") << ':' << source.begin.line << ": " << error.description()
            << '\n';
  return 1;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
