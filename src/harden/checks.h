// The lists of checks.
#pragma once
#include <span>
#include <vector>

#include "harden/apache_conf.h"
#include "harden/apache_view.h"
#include "harden/files.h"
#include "harden/ini.h"
#include "harden/nginx_conf.h"
#include "harden/problem.h"

namespace culprit::harden {

struct ApacheScene {
  const ApacheConf& conf;
  const ApacheView& view;
  const Files& files;
};
/// A check fills what it knows: subject, spots, edits. The id and the severity are the list's, unless it sets
/// them.
template <class Scene>
struct Check {
  const char* id;
  Severity severity;
  void (*run)(const Scene& scene, std::vector<Problem>& out);
};

std::span<const Check<ApacheScene>> apache_checks();
std::span<const Check<ApacheScene>> site_checks();
struct NginxScene {
  const NginxConf& conf;
  const Files& files;
};
std::span<const Check<NginxScene>> nginx_checks();
struct IniScene {
  const Ini& ini;
  const Files& files;
};
std::span<const Check<IniScene>> php_checks();
std::span<const Check<IniScene>> pool_checks();

/// XAMPP and its like: made for developing, not for the Internet.
bool is_dev_kit(const ApacheConf& conf);

}  // namespace culprit::harden
