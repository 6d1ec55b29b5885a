#include "engine/sites.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

#include "attribute/place.h"
#include "base/text.h"

namespace culprit {
namespace {

using attribute::Site;
using attribute::SiteRule;
using Kind = SiteRule::Kind;

/// "*:8080", "[::]:80", "192.0.2.1:443", "8080".
uint16_t port_of(std::string_view address) {
  const size_t colon = address.rfind(':');
  std::string_view digits = address.substr(colon == std::string_view::npos ? 0 : colon + 1);
  uint16_t port = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return code == std::errc() && end == digits.data() + digits.size() ? port : 0;
}

bool is_absolute(std::string_view path) {
  return path.starts_with('/') || path.starts_with('\\') || (path.size() > 2 && path[1] == ':');
}

std::string below(std::string_view root, std::string_view path) {
  return is_absolute(path) ? std::string(path) : attribute::join_path(root, path);
}

attribute::ConfigLine line_of(const harden::Directive& d) { return {d.file, d.raw, d.line}; }
attribute::ConfigLine line_of(const harden::NginxLine& l) { return {l.file, l.raw, l.line}; }

// ---- Apache

class ApacheSites {
 public:
  ApacheSites(const harden::ApacheConf& conf, Sites& out) : conf_(conf), out_(out) {}

  void run() {
    std::map<std::string, std::string, std::less<>> formats;
    for (const harden::Directive& d : conf_.directives)
      if (d.name == "logformat" && d.words.size() > 1) formats[d.words[1]] = d.words[0];
    std::vector<uint16_t> seen;
    for (size_t i = 0; i < conf_.sections.size(); ++i)
      if (conf_.sections[i].name == "virtualhost") virtual_host(static_cast<int>(i), seen);
    add({}, -1);
    logs(formats);
  }

 private:
  int host_of(const harden::Directive& d) const { return conf_.around(d.section, "virtualhost"); }

  void virtual_host(int section, std::vector<uint16_t>& seen) {
    Site site;
    for (std::string_view rest = conf_.sections[static_cast<size_t>(section)].argument; !rest.empty();) {
      const size_t end = std::min(rest.find(' '), rest.size());
      if (const uint16_t port = port_of(rest.substr(0, end)); port != 0) site.ports.push_back(port);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    site.names = names_of(section);
    // The first one of an address answers for all names that no other has.
    const uint16_t first = site.ports.empty() ? 0 : site.ports[0];
    site.fallback = std::ranges::find(seen, first) == seen.end();
    seen.push_back(first);
    add(std::move(site), section);
  }

  std::vector<std::string> names_of(int section) const {
    std::vector<std::string> out;
    for (const harden::Directive& d : conf_.directives) {
      if (host_of(d) != section) continue;
      std::string_view name = d.word(0);
      if (const size_t scheme = name.find("://"); scheme != std::string_view::npos)
        name.remove_prefix(scheme + 3);
      if (d.name == "servername") out.push_back(lower(name.substr(0, name.find(':'))));
      if (d.name == "serveralias")
        for (const std::string& w : d.words) out.push_back(lower(w));
    }
    return out;
  }

  /// The host's own rules, then those of the server; its folder last, as Apache asks it last.
  void add(Site site, int section) {
    const harden::Directive* root = nullptr;
    for (const int of : {section, -1}) {
      for (const harden::Directive& d : conf_.directives) {
        if (host_of(d) != of) continue;
        rule(d, site);
        const bool folder = d.name == "documentroot" || d.name == "virtualdocumentroot";
        if (folder && (root == nullptr || host_of(*root) == of)) root = &d;
        if (d.name == "directoryindex" && of == section) site.index = d.words;
      }
      if (of == -1) break;
    }
    if (root != nullptr) site.rules.push_back(root_rule(*root));
    if (site.index.empty()) site.index = {"index.html", "index.php"};
    if (!site.rules.empty()) out_.map.sites.push_back(std::move(site));
  }

  SiteRule root_rule(const harden::Directive& d) const {
    SiteRule r{.text = "/", .folder = below(conf_.server_root, d.word(0)), .source = line_of(d)};
    if (d.name == "virtualdocumentroot")
      for (size_t at = 0; (at = r.folder.find("%0", at)) != std::string::npos;)
        r.folder.replace(at, 2, "$host");
    return r;
  }

  void rule(const harden::Directive& d, Site& site) const {
    const auto add_rule = [&](Kind kind, std::string_view text, std::string folder) {
      if (!text.empty() && !folder.empty())
        site.rules.push_back(
            {.kind = kind, .text = std::string(text), .folder = std::move(folder), .source = line_of(d)});
    };
    const int location = conf_.around(d.section, "location");
    if ((d.name == "alias" || d.name == "scriptalias") && d.words.size() == 1 && location >= 0)
      add_rule(Kind::prefix, conf_.sections[static_cast<size_t>(location)].argument,
               below(conf_.server_root, d.word(0)));
    else if (d.name == "alias" || d.name == "scriptalias")
      add_rule(Kind::prefix, d.word(0), below(conf_.server_root, d.word(1)));
    else if (d.name == "aliasmatch" || d.name == "scriptaliasmatch")
      add_rule(Kind::regex, d.word(0), below(conf_.server_root, d.word(1)));
    else if (d.name == "userdir" && !d.words.empty() && !iequals(d.word(0), "disabled") &&
             !iequals(d.word(0), "enabled"))
      add_rule(Kind::regex, "^/~([^/]+)(?:/(.*))?$", user_folder(std::string(d.word(0))));
    else if (d.name == "proxypass" && d.word(0).starts_with('/') && d.word(1) != "!")
      site.rules.push_back({.text = std::string(d.word(0)), .elsewhere = true, .source = line_of(d)});
  }

  /// UserDir: a name inside the home folder, or a folder with the user's name in the place of "*" or at its
  /// end.
  static std::string user_folder(std::string value) {
    if (!is_absolute(value)) return "/home/$1/" + value + "/$2";
    const size_t star = value.find('*');
    if (star == std::string::npos) return value + "/$1/$2";
    return value.replace(star, 1, "$1") + "/$2";
  }

  void logs(const std::map<std::string, std::string, std::less<>>& formats) {
    for (const harden::Directive& d : conf_.directives) {
      if (d.name != "customlog" && d.name != "transferlog") continue;
      const auto known = formats.find(d.word(1));
      const std::string_view given =
          d.word(1).find('%') != std::string_view::npos ? d.word(1) : std::string_view{};
      const int host = host_of(d);
      const std::vector<std::string> names = host < 0 ? std::vector<std::string>{} : names_of(host);
      out_.logs.push_back({std::string(d.word(0)),
                           known != formats.end() ? known->second : std::string(given),
                           names.empty() ? std::string() : names[0]});
    }
  }

  const harden::ApacheConf& conf_;
  Sites& out_;
};

// ---- nginx

class NginxSites {
 public:
  NginxSites(const harden::NginxConf& conf, Sites& out) : conf_(conf), out_(out) {}

  void run() {
    std::map<std::string, std::string, std::less<>> formats;
    std::vector<uint16_t> seen;
    for (size_t i = 0; i < conf_.lines.size(); ++i) {
      const harden::NginxLine& l = conf_.lines[i];
      if (l.name == "log_format") formats[std::string(l.word(0))] = format_of(l);
      if (l.name == "server" && l.opens) server(static_cast<int>(i), seen);
    }
    for (const harden::NginxLine& l : conf_.lines)
      if (l.name == "access_log" && l.word(0) != "off") log(l, formats);
  }

 private:
  /// Several quoted pieces make one format.
  static std::string format_of(const harden::NginxLine& l) {
    std::string out;
    for (size_t n = 1; n < l.words.size(); ++n)
      if (!l.word(n).starts_with("escape=")) out += l.words[n];
    return out;
  }

  std::string folder(std::string_view path) const {
    const bool packaged = conf_.main.find("/conf/") == std::string::npos;
    const std::string prefix =
        packaged ? std::string("/usr/share/nginx") : conf_.main.substr(0, conf_.main.rfind("/conf/"));
    return below(prefix, path);
  }

  void server(int block, std::vector<uint16_t>& seen) {
    Site site;
    site.longest = true;
    bool told_default = false;
    for (const harden::NginxLine& l : conf_.lines) {
      if (l.block != block) continue;
      if (l.name == "server_name")
        for (const std::string& name : l.words)
          site.names.push_back(name.starts_with('~') ? name : lower(name));
      if (l.name != "listen") continue;
      if (const uint16_t port = port_of(l.word(0)); port != 0) site.ports.push_back(port);
      told_default = told_default || std::ranges::find(l.words, "default_server") != l.words.end();
    }
    const uint16_t first = site.ports.empty() ? 80 : site.ports[0];
    site.fallback = told_default || std::ranges::find(seen, first) == seen.end();
    seen.push_back(first);
    if (const harden::NginxLine* index = conf_.holding(block, "index")) site.index = index->words;
    base(block, site);
    locations(block, 0, site);
    out_.map.sites.push_back(std::move(site));
  }

  void base(int block, Site& site) const {
    SiteRule all{.keeps = true};
    if (const harden::NginxLine* root = conf_.holding(block, "root")) {
      all.folder = folder(root->word(0));
      all.source = line_of(*root);
    }
    site.rules.push_back(std::move(all));
  }

  void locations(int block, int inside, Site& site) {
    for (size_t i = 0; i < conf_.lines.size() && site.rules.size() < 2000; ++i) {
      const harden::NginxLine& l = conf_.lines[i];
      if (l.block != block || l.name != "location" || !l.opens) continue;
      site.rules.push_back(location(l, static_cast<int>(i), inside));
      locations(static_cast<int>(i), static_cast<int>(site.rules.size()) - 1, site);
    }
  }

  SiteRule location(const harden::NginxLine& l, int block, int inside) const {
    const std::string_view sign = l.words.size() > 1 ? l.word(0) : std::string_view{};
    SiteRule r{
        .text = l.words.empty() ? std::string() : l.words.back(), .inside = inside, .source = line_of(l)};
    r.kind = sign == "="    ? Kind::exact
             : sign == "~"  ? Kind::regex
             : sign == "~*" ? Kind::regex_any_case
                            : Kind::prefix;
    r.stops = sign == "^~";
    if (const harden::NginxLine* root = conf_.in(block, "root")) {
      r.folder = folder(root->word(0));
      r.keeps = true;
      r.source = line_of(*root);
    }
    if (const harden::NginxLine* alias = conf_.in(block, "alias")) {
      r.folder = folder(alias->word(0));
      r.keeps = false;
      r.source = line_of(*alias);
    }
    r.elsewhere = conf_.in(block, "proxy_pass") != nullptr;
    return r;
  }

  void log(const harden::NginxLine& l, const std::map<std::string, std::string, std::less<>>& formats) {
    const auto known = formats.find(l.word(1));
    std::string host;
    for (int at = l.block; at >= 0 && host.empty(); at = conf_.lines[static_cast<size_t>(at)].block)
      if (const harden::NginxLine* name = conf_.in(at, "server_name")) host = lower(name->word(0));
    out_.logs.push_back(
        {std::string(l.word(0)), known == formats.end() ? std::string() : known->second, host});
  }

  const harden::NginxConf& conf_;
  Sites& out_;
};

}  // namespace

void add_sites(const harden::ApacheConf& conf, Sites& out) { ApacheSites(conf, out).run(); }
void add_sites(const harden::NginxConf& conf, Sites& out) { NginxSites(conf, out).run(); }

}  // namespace culprit
