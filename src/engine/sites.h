// What a web server's configuration says of URLs, files and logs.
#pragma once
#include <string>
#include <vector>

#include "attribute/site_map.h"
#include "harden/apache_conf.h"
#include "harden/nginx_conf.h"

namespace culprit {

/// A log that the server writes, in which form, and of which site.
struct SiteLog {
  std::string path;    ///< as the configuration has it
  std::string format;  ///< the text of LogFormat or log_format; empty = the usual one
  std::string host;    ///< the site's name; empty = of several
};

struct Sites {
  attribute::SiteMap map;
  std::vector<SiteLog> logs;
};

/// Apache: DocumentRoot, VirtualDocumentRoot, Alias, AliasMatch, ScriptAlias, UserDir, of each virtual host
/// in the order in which Apache asks them.
void add_sites(const harden::ApacheConf& conf, Sites& out);
/// nginx: root and alias of servers and locations.
void add_sites(const harden::NginxConf& conf, Sites& out);

}  // namespace culprit
