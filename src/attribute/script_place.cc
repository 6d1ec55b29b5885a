#include "attribute/script_place.h"

#include <algorithm>
#include <map>

#include "attribute/order_words.h"
#include "base/text.h"

namespace culprit::attribute {
namespace {

using Servers = std::map<Address, std::string>;

Servers servers_of(const message::Store& wire) {
  Servers out;
  for (const message::Store::Kept& k : wire.all())
    if (!k.message.answer_server.empty()) out.try_emplace(k.message.server, k.message.answer_server);
  return out;
}

void place(const SiteMap& map, PlaceHints hints, const Servers& servers, Order& o) {
  if (!o.script.empty()) return;
  const std::string path = script_of_request(o.request);
  if (!path.starts_with('/')) return;
  if (const auto said = servers.find(o.server); said != servers.end()) hints.server = said->second;
  const auto mapped = mapped_place(map, o.host, 0, path);
  o.script = mapped ? mapped->path : likely_place(path, hints);
  if (mapped && !mapped->source.file.empty())
    o.evidence.push_back({.kind = "config",
                          .line = mapped->source.line,
                          .path = mapped->source.file,
                          .quote = mapped->source.text,
                          .reason = Sentence("reason.config-place").path("path", o.script)});
}

}  // namespace

std::string path_of_request(std::string_view line) {
  const size_t begin = line.find(' ');
  if (begin == std::string_view::npos) return {};
  line.remove_prefix(begin + 1);
  return percent_decode(line.substr(0, line.find_first_of("? ")), false);
}

std::string script_of_request(std::string_view line) {
  static const ScriptSuffixes suffixes;
  std::string path = path_of_request(line);
  // "http://host/x", as a proxy is asked
  if (const size_t scheme = path.find("://"); scheme != std::string::npos && scheme < 6)
    path.erase(0, std::min(path.find('/', scheme + 3), path.size()));
  if (const size_t script = suffixes.script_length(path); script != 0) path.resize(script);
  return path;
}

void place_scripts(const SiteMap& map, const PlaceHints& hints, const message::Store& wire, Case& c) {
  const Servers servers = servers_of(wire);
  for (Finding& f : c.findings) {
    if (f.trigger) place(map, hints, servers, *f.trigger);
    for (Order& o : f.orders) place(map, hints, servers, o);
    const Order* main = f.trigger ? &*f.trigger : f.orders.empty() ? nullptr : &f.orders.front();
    if (main == nullptr) continue;
    const auto told = std::ranges::find(main->evidence, "config", &Evidence::kind);
    if (told != main->evidence.end()) f.evidence.push_back(*told);
  }
}

}  // namespace culprit::attribute
