#include "harden/audit.h"

#include <algorithm>
#include <tuple>

#include "harden/checks.h"

namespace culprit::harden {
namespace {

template <class Scene>
void run(std::span<const Check<Scene>> checks, const Scene& scene, std::vector<Problem>& out) {
  for (const Check<Scene>& check : checks) {
    const size_t before = out.size();
    check.run(scene, out);
    for (size_t i = before; i < out.size(); ++i) {
      if (!out[i].id.empty()) continue;
      out[i].id = check.id;
      out[i].severity = check.severity;
    }
  }
}

template <class Conf>
void remember(Result& r, const Conf& conf) {
  r.files.insert(r.files.end(), conf.files.begin(), conf.files.end());
  r.unclear.insert(r.unclear.end(), conf.unclear.begin(), conf.unclear.end());
}

/// .htaccess files of the served folders, a few levels deep.
void read_all_htaccess(ApacheConf& conf, const std::string& folder, const Files& files, int depth,
                       size_t& budget) {
  const std::string path = folder + "/.htaccess";
  if (files.look(path)) read_htaccess(conf, path, folder, files);
  if (depth == 0) return;
  for (const std::string& name : files.list(folder)) {
    if (!name.ends_with('/') || budget == 0) continue;
    --budget;
    read_all_htaccess(conf, folder + '/' + name.substr(0, name.size() - 1), files, depth - 1, budget);
  }
}

void audit_apache(const std::string& main, const Files& files, Result& r) {
  ApacheConf conf = read_apache(main, files);
  size_t budget = 5000;
  for (const auto& [root, d] : ApacheView(conf).roots()) read_all_htaccess(conf, root, files, 3, budget);
  const ApacheView view(conf);
  const ApacheScene scene{conf, view, files};
  run(apache_checks(), scene, r.problems);
  run(site_checks(), scene, r.problems);
  r.dev_kit = r.dev_kit || is_dev_kit(conf);
  remember(r, conf);
}

}  // namespace

Result audit(const Starts& starts, const Files& files) {
  Result r;
  for (const std::string& main : starts.apache) audit_apache(main, files, r);
  for (const std::string& main : starts.nginx) {
    const NginxConf conf = read_nginx(main, files);
    run(nginx_checks(), NginxScene{conf, files}, r.problems);
    remember(r, conf);
  }
  const auto ini = [&](const std::string& path, std::span<const Check<IniScene>> checks) {
    const auto text = files.read(path);
    if (!text) return r.unclear.push_back({path, 0, "cannot be read"});
    r.files.push_back(path);
    const Ini parsed = read_ini(path, *text);
    run(checks, IniScene{parsed, files}, r.problems);
  };
  for (const std::string& path : starts.php) ini(path, php_checks());
  for (const std::string& path : starts.pools) ini(path, pool_checks());
  std::ranges::stable_sort(r.problems, {}, [](const Problem& p) { return -static_cast<int>(p.severity); });
  return r;
}

}  // namespace culprit::harden
