// The second waist: all that culprit found, before it is worded. Everything one can see, save or send is a
// view of this. The members follow docs/report.schema.json (version 1), which says what each means.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ref.h"
#include "base/time.h"
#include "case/excerpt.h"
#include "case/sentence.h"
#include "case/talk.h"

namespace culprit {

enum class Severity : uint8_t { info, low, medium, high, critical };
enum class Way : uint8_t { unknown, outbound, inbound, internal, transit };
enum class Verdict : uint8_t {
  attacking,
  compromised,
  under_attack,
  suspicious,
  inconclusive,
  ordinary,
  empty
};

const char* name(Severity severity);
const char* name(Way way);
const char* name(Verdict verdict);

/// Something that can be opened to check a claim.
struct Evidence {
  std::string kind = "frame";  ///< frame, log, file, config, process
  FrameRef ref;                ///< kind frame
  uint32_t file = 0;           ///< index into Case::files
  uint64_t line = 0;           ///< kind log
  std::string path;            ///< kind file, config
  std::string quote;           ///< bytes from the input; escaped when shown
  Sentence reason;
  double weight = 0;  ///< log likelihood ratio (natural); negative speaks against; 0 = not weighed
};

struct Endpoint {
  Address ip;
  uint64_t mac = 0;
  std::vector<uint16_t> ports;  ///< sorted; empty = many or none
  std::string name, network;
  uint64_t packets = 0;
  std::optional<int> prefix_bits;  ///< `ip` stands for a block
};

struct Reason {
  Sentence what;
  double weight = 0;  ///< log likelihood ratio, natural
};

/// A message that orders something, whether it had an effect or not.
struct Order {
  std::vector<Evidence> evidence;
  FrameRef frame;  ///< of its first byte; frame 0 = known from a log only
  Time time;       ///< its first byte
  std::string channel = "http";
  Address client, server;
  std::string request;                                          ///< raw bytes; escaped when shown
  std::string host;                                             ///< the Host header, raw
  std::string script;                                           ///< likely path on disk
  std::vector<std::pair<std::string, std::string>> parameters;  ///< role -> value, raw
  double probability = 0;
  std::optional<double> lag_ms;
  std::vector<Reason> reasons;
  uint64_t rivals = 0;
  std::string effect;      ///< finding id
  uint16_t status = 0;     ///< the answer's status, 0 = no answer seen
  bool decrypted = false;  ///< it was encrypted, and read with keys that the capture or its owner brought
};

/// What the payloads of a flood are made of.
struct PayloadNature {
  uint64_t checked = 0, total = 0;
  std::optional<uint8_t> fill;  ///< the one byte that fills every payload checked
  unsigned distinct_bytes = 0;
  double entropy = 0;    ///< bits per byte
  double printable = 0;  ///< share
  std::optional<bool> code;
  double fragments_per_datagram = 0;
  uint64_t datagram_bytes = 0;  ///< the most frequent size of a datagram's payload
};

struct Remedy {
  Sentence what, why;
  std::string command, undo, platform;
  std::vector<Sentence> assumptions;
  std::vector<Sentence> checked;  ///< what was shown of it
};

/// How a script got in, where logs show it.
struct Intrusion {
  std::optional<Time> time;           ///< none = not seen
  std::string method;                 ///< PUT, MOVE, COPY, POST, STOR; empty = not seen
  std::string client, account, path;  ///< raw
  std::vector<Evidence> evidence;
  bool before_first_line = false;  ///< the logs begin too late to show it
};

/// The program that a finding is about, as somebody other than the packets says.
struct Process {
  uint64_t pid = 0;
  std::string exe, user;  ///< raw; may be empty
  std::string source;     ///< who says so: "etl2pcapng", the name of a process list
  Sentence says;          ///< the claim in words, with its limits
};

struct Finding {
  std::string id;    ///< unique within the case
  std::string key;   ///< the same incident found again has the same key
  std::string kind;  ///< kebab-case, the detector's id or nearer
  Severity severity = Severity::info;
  double confidence = 0;
  Way way = Way::unknown;
  std::string role = "none";  ///< of the local side
  Sentence title, what;
  Time start, end;
  uint64_t packets = 0, bytes = 0, datagrams = 0;
  double peak_pps = 0, peak_bps = 0;
  std::vector<Endpoint> sources, targets;
  uint64_t source_count = 0;  ///< distinct sources, an estimate where there are many
  bool many_ports = false;    ///< destination ports: many different ones
  std::optional<PayloadNature> payload;
  std::string filter;
  bool filter_exact = false;
  FrameRef first, last;
  std::vector<Evidence> evidence;
  std::vector<std::string> attack;  ///< MITRE ATT&CK technique ids
  std::optional<Order> trigger;
  Sentence trigger_absent;
  double absent_probability = 1;
  std::vector<Order> orders;
  std::optional<std::array<uint64_t, 2>> false_links;  ///< trials, links
  std::vector<Remedy> remedies;
  std::optional<Intrusion> entry;
  std::optional<Process> process;
};

struct Condition {
  std::string kind;  ///< knowledge base id
  uint64_t packets = 0;
  bool telling = false;  ///< so much of the capture has it that the answer says so
};

/// An explained share of the capture. Words come from the knowledge base by `kind`.
struct Group {
  std::string id;    ///< unique within the case
  std::string kind;  ///< knowledge base id; "unknown", "undecodable", or a finding's kind
  std::vector<Param> params;
  uint64_t packets = 0, bytes = 0;
  bool ordinary = true;
  std::string basis = "content";  ///< content, port, address, condition
  std::vector<Condition> conditions;
  std::string filter;
  bool filter_exact = false;
  FrameRef first;
  Time first_time, last_time;
  std::vector<Address> hosts;
  std::string finding;  ///< the finding it belongs to, where it does
};

struct HostName {
  std::string name;    ///< raw
  std::string source;  ///< file, dhcp, dns, mdns, netbios, llmnr, certificate, server-name, host-header
  FrameRef frame;      ///< where it is said; frame 0 = nowhere in the capture
};

struct Host {
  Address ip;
  uint64_t mac = 0;
  std::string name;             ///< the most trusted of `names`
  std::vector<HostName> names;  ///< the more trusted first
  std::string role;
  std::string maker;    ///< of its network card
  std::string network;  ///< owner and country of the address, where a database is at hand
  uint64_t packets = 0, bytes = 0;
};

struct Series {
  std::string group;
  std::vector<uint64_t> packets, bytes;
};
struct Timeline {
  Time start;
  int64_t step_ns = 0;
  std::vector<Series> series;
};

struct Event {
  Time time;
  std::string kind;  ///< order, flood-start, flood-end, ...
  Sentence what;
  std::vector<Evidence> evidence;
};

struct NextStep {
  Sentence what;
  std::string command, platform;
};

struct Limit {
  std::string what;  ///< kebab-case key: "limit.<what>" words it
  uint64_t count = 0;
};

struct Warning {
  std::string code;  ///< kebab-case key: "warning.<code>" words it
  std::vector<Param> params;
  std::optional<uint32_t> file;
  uint64_t frame = 0;
};

struct InputFile {
  std::string name, kind = "capture", format;
  uint64_t packets = 0, bytes = 0, dropped = 0;
  bool truncated = false;
  std::vector<std::string> link_types, interfaces;
  uint32_t snaplen = 0;
  std::optional<Time> start, end;
  std::string sha256;
  uint64_t lines = 0, skipped_lines = 0, bad_lines = 0;  ///< of a log
};

/// A file of a web root that is worth a word.
struct ScannedFile {
  std::string path;     ///< raw bytes; inside an archive "ARCHIVE: NAME"
  std::string sha256;   ///< of what was read of it
  std::string verdict;  ///< malicious, suspicious, admin-tool, unjudged
  double score = 0;     ///< probability that it is malicious
  std::vector<std::string> capabilities;
  std::vector<Evidence> evidence;
};

struct Case {
  std::vector<std::string> witnesses;
  std::vector<InputFile> files;
  uint64_t packets = 0, bytes = 0;
  std::optional<Time> start, end;
  int time_digits = 6;  ///< precision of the capture's clock
  std::vector<std::string> local;
  std::string local_how = "unknown";  ///< given, inferred, unknown
  std::vector<Sentence> local_why;
  bool payload_seen = true;

  Verdict verdict = Verdict::empty;
  std::vector<Sentence> answer;
  std::string highest_protocol;
  std::vector<Group> groups;
  std::vector<Finding> findings;
  std::vector<Host> hosts;
  std::optional<Timeline> timeline;
  std::vector<Event> events;
  std::vector<Sentence> not_visible;
  std::vector<NextStep> next;
  std::vector<Limit> limits;
  std::vector<Warning> warnings;
  std::optional<double> clock_offset_s;  ///< the logs' clock minus the capture's
  double clock_slack_s = 0;              ///< it may be off by so much either way
  std::vector<ScannedFile> scanned;      ///< files of a web root that are worth a word, the worst first
  std::vector<Talk> talks;               ///< who talks to whom: those with most packets, by packets
  uint64_t more_talks = 0;               ///< ... and how many are left out
  std::vector<Timeline> close_ups;       ///< floods in finer bins than `timeline` has
  std::vector<Excerpt> excerpts;         ///< packets that the case cites, where the input could be read again
};

/// Puts everything into its total order: findings worst first, groups with findings first, then by packets;
/// ids settled.
void put_in_order(Case& c);
/// Law 1: do the groups' packets and bytes add up to the input's?
bool adds_up(const Case& c);
/// Fills verdict, answer, not_visible and next from what the case holds.
void conclude(Case& c);

}  // namespace culprit
