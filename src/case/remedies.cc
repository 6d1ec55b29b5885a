// Remedies in the order in which they help: stop the harm, keep the evidence, end the running order, close
// the door, clean up, check. Commands are given where they are certain enough; what they take for granted is
// said beside them.
#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.h"
#include "case/advice.h"
#include "case/incident.h"

namespace culprit {
namespace {

Remedy step(const std::string& key) {
  return {Sentence("remedy." + key), Sentence("remedy." + key + "-why"), "", "", "", {}};
}

/// Adds one remedy for each platform that there is a command for; the sentences are the same.
class Steps {
 public:
  explicit Steps(std::vector<Remedy>& out) : out_(out) {}
  Steps& plain(const std::string& key) {
    out_.push_back(step(key));
    out_.back().platform = "any";
    return *this;
  }
  Steps& on(const std::string& key, std::string platform, std::string command, std::string undo = {},
            std::initializer_list<const char*> assumptions = {}) {
    Remedy r = step(key);
    r.platform = std::move(platform);
    r.command = std::move(command);
    r.undo = std::move(undo);
    for (const char* a : assumptions) r.assumptions.emplace_back(std::string("assume.") + a);
    out_.push_back(std::move(r));
    return *this;
  }

 private:
  std::vector<Remedy>& out_;
};

// ---- Stop what goes out

bool is_udp(const Finding& f) { return f.kind.starts_with("udp") || f.kind.starts_with("fragment"); }

constexpr const char* kTable =
    "nft add table inet culprit\n"
    "nft 'add chain inet culprit out { type filter hook output priority 0; }'\n"
    "nft add rule inet culprit out ";
constexpr const char* kDropTable = "nft delete table inet culprit";
constexpr const char* kWindowsRule =
    "New-NetFirewallRule -DisplayName culprit -Direction Outbound -Action Block ";
constexpr const char* kDropWindowsRule = "Remove-NetFirewallRule -DisplayName culprit";

void block_udp(Steps& s) {
  s.on("block-udp", "nftables",
       std::string(kTable) + "oifname != lo meta skuid www-data meta l4proto udp counter drop", kDropTable,
       {"web-user", "no-dns"});
  s.on("block-udp", "windows",
       std::string(kWindowsRule) + "-Protocol UDP -Program 'C:\\xampp\\apache\\bin\\httpd.exe'",
       kDropWindowsRule, {"xampp-place", "one-program"});
}

void block_any_udp(Steps& s) {
  s.on("block-any-udp", "nftables", std::string(kTable) + "oifname != lo meta l4proto udp counter drop",
       kDropTable, {"no-udp-here"});
  s.on("block-any-udp", "windows", std::string(kWindowsRule) + "-Protocol UDP", kDropWindowsRule,
       {"no-udp-here"});
}

// By the victim's address: exact, but it only helps until the next order names another victim.
void block_target(Steps& s, const Finding& f) {
  if (f.targets.empty() || f.targets.front().ip.is_mac()) return;
  const Endpoint& target = f.targets.front();
  const std::string to =
      target.prefix_bits ? Prefix{target.ip, *target.prefix_bits}.text() : target.ip.text();
  s.on("block-target", "nftables",
       std::string(kTable) + (target.ip.is_ip4() ? "ip" : "ip6") + " daddr " + to + " counter drop",
       kDropTable, {"this-victim"});
  s.on("block-target", "windows", std::string(kWindowsRule) + "-RemoteAddress " + to, kDropWindowsRule,
       {"this-victim"});
}

// ---- The web server

void save_evidence(Steps& s) {
  s.on("save", "linux", "tar czf evidence.tar.gz /var/www /var/log/apache2", "", {"debian-places"});
  s.on("save", "windows",
       "Compress-Archive -Path C:\\xampp\\apache\\logs, C:\\xampp\\htdocs, C:\\xampp\\webdav "
       "-DestinationPath evidence.zip",
       "", {"xampp-place"});
}

void stop_server(Steps& s) {
  s.on("stop-server", "linux", "systemctl stop apache2", "systemctl start apache2",
       {"apache-service", "php-fpm"});
  s.on("stop-server", "windows", "taskkill /F /IM httpd.exe", "", {"xampp-place"});
}

void close_door(Steps& s, const Order& o) {
  if (lower(o.request).find("/webdav") == std::string::npos) {
    s.plain("close-upload");
    return;
  }
  s.on("close-webdav", "apache", "a2dismod -f dav_fs dav_lock dav", "a2enmod dav dav_fs dav_lock",
       {"debian-apache"});
  s.on("close-webdav", "windows",
       "$f = 'C:\\xampp\\apache\\conf\\httpd.conf'; (Get-Content $f) -replace '^\\s*Include "
       ".*httpd-dav.conf', '#$0' | Set-Content $f",
       "", {"xampp-dav"});
}

// The path comes from the request: only letters, digits and harmless signs may enter a command.
bool is_plain_windows_path(std::string_view path) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" ._-\\:").find(c) != std::string_view::npos;
  };
  return path.find(":\\") == 1 && std::ranges::all_of(path, plain);
}

void remove_script(Steps& s, const Order& o) {
  const bool found = std::ranges::find(o.evidence, "file", &Evidence::kind) != o.evidence.end();
  if (found && o.script.find(": ") == std::string::npos) {
    s.on("quarantine", "any", "culprit scan --quarantine ./quarantine -- " + escape_shell(o.script),
         "culprit scan --undo ./quarantine");
  } else if (o.script.starts_with('/')) {
    s.on("remove-script", "linux",
         "mkdir -p -m 700 /root/quarantine && mv -- " + escape_shell(o.script) + " /root/quarantine/", "",
         {"script-place"});
  } else if (is_plain_windows_path(o.script)) {
    s.on("remove-script", "windows",
         "Move-Item -LiteralPath '" + o.script + "' -Destination C:\\quarantine.txt", "", {"script-place"});
  } else {
    s.plain("remove-script");
  }
}

void clean_server(Steps& s, const Order& o) {
  save_evidence(s);
  stop_server(s);
  close_door(s, o);
  remove_script(s, o);
  s.plain("passwords").plain("check").plain("reinstall").plain("not-the-client");
}

void find_program(Steps& s) {
  s.on("find-program", "linux", "ss -uanp", "", {"while-it-runs"});
  s.on("find-program", "windows", "netstat -abno", "", {"while-it-runs", "administrator"});
}

// ---- By kind of finding

void for_our_flood(const Case& c, const Finding& f, Steps& s) {
  if (f.role == "reflector") {
    s.plain("close-reflector").plain("check");
    return;
  }
  const Order* o = f.trigger ? &*f.trigger : f.orders.empty() ? main_order(c) : &f.orders.front();
  const bool by_web = o && is_web(*o);
  if (is_udp(f)) by_web ? block_udp(s) : block_any_udp(s);
  block_target(s, f);
  if (by_web) return clean_server(s, *o);
  find_program(s);
  save_evidence(s);
  s.plain("stop-program").plain("passwords").plain("check").plain("reinstall");
}

void for_flood_against_us(const Finding& f, Steps& s) {
  s.plain("call-provider").plain("keep-capture");
  if (f.kind == "syn-flood") s.on("syn-cookies", "linux", "sysctl -w net.ipv4.tcp_syncookies=1");
  s.plain("no-revenge");
}

void remedy(const Case& c, Finding& f) {
  Steps s(f.remedies);
  if (is_bystander(f))
    s.plain("nothing");
  else if (is_ours(f))
    for_our_flood(c, f, s);
  else if (is_against_us(f))
    for_flood_against_us(f, s);
  else if (is_flood(f))
    s.plain("tell-local");
  else if (!f.orders.empty() && f.way != Way::outbound)
    clean_server(s, f.orders.front());
  else {
    if (f.key.starts_with("brute-force-log") && f.severity >= Severity::medium) s.plain("guessed");
    f.remedies.push_back(
        {Sentence("kind." + f.kind + ".do"), Sentence("kind." + f.kind + ".why"), "", "", "any", {}});
  }
}

}  // namespace

void add_remedies(Case& c) {
  for (Finding& f : c.findings)
    if (f.remedies.empty()) remedy(c, f);
}

}  // namespace culprit
