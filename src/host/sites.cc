#include "host/sites.h"

#include <algorithm>
#include <string_view>

#include "host/configuration.h"

namespace culprit::host {
namespace {

/// "/var/log/apache2/shop.log.2.gz" is a part of "shop.log"; so is "shop.log-20110308".
bool is_part_of(std::string_view path, std::string_view log) {
  const auto name = [](std::string_view p) { return p.substr(p.find_last_of("/\\") + 1); };
  const std::string_view part = name(path), whole = name(log);
  if (whole.empty() || !part.starts_with(whole)) return false;
  return part.size() == whole.size() || part[whole.size()] == '.' || part[whole.size()] == '-';
}

template <class Conf>
void take(const Configuration& from, const Conf& conf, const char* format, SitesRead& out) {
  const size_t before = out.sites.map.sites.size();
  add_sites(conf, out.sites);
  for (size_t i = before; i < out.sites.map.sites.size(); ++i)
    for (attribute::SiteRule& r : out.sites.map.sites[i].rules) r.source.file = from.located(r.source.file);
  for (const std::string& file : conf.files)
    out.files.push_back({.name = from.located(file), .kind = "config", .format = format});
  for (const harden::Spot& s : conf.unclear) {
    Warning w{"config-unclear", {}, {}, 0};
    w.params =
        Sentence().path("path", s.file).text("line", std::to_string(s.line)).text("why", s.text).params;
    out.warnings.push_back(std::move(w));
  }
}

}  // namespace

Result<void> read_sites(const std::string& path, SitesRead& out) {
  const auto configuration = Configuration::open(path);
  if (!configuration) return std::unexpected(configuration.error());
  const harden::Starts& starts = configuration->starts();
  if (starts.apache.empty() && starts.nginx.empty())
    return error("There is no configuration of Apache or nginx here.", path,
                 "Name the folder that holds it, such as /etc/apache2, or its main file.");
  const harden::Files files = configuration->files();
  for (const std::string& main : starts.apache)
    take(*configuration, harden::read_apache(main, files), "apache", out);
  for (const std::string& main : starts.nginx)
    take(*configuration, harden::read_nginx(main, files), "nginx", out);
  return {};
}

capture::LogOptions options_of_log(const std::string& path, capture::LogOptions asked, const Sites& sites) {
  const SiteLog* log = nullptr;
  bool several = false;
  for (const SiteLog& one : sites.logs) {
    if (!is_part_of(path, one.path)) continue;
    several = log != nullptr && (several || log->host != one.host);
    log = &one;
  }
  if (log == nullptr) return asked;
  if (asked.format.empty()) asked.format = log->format;
  if (asked.host.empty() && !several) asked.host = log->host;
  return asked;
}

}  // namespace culprit::host
