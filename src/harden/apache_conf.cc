#include "harden/apache_conf.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace culprit::harden {
namespace {

constexpr int kMaxDepth = 32;
constexpr size_t kMaxFiles = 10'000, kMaxDirectives = 500'000, kMaxUnclear = 64;

/// The words of a line; quotes hold one together, a backslash protects a quote.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> out;
  for (size_t i = 0; i < line.size() && out.size() < 256;) {
    if (line[i] == ' ' || line[i] == '\t') {
      ++i;
      continue;
    }
    std::string word;
    const char quote = line[i] == '"' || line[i] == '\'' ? line[i] : '\0';
    if (quote != '\0') ++i;
    for (; i < line.size(); ++i) {
      if (quote != '\0' ? line[i] == quote : line[i] == ' ' || line[i] == '\t') break;
      if (quote != '\0' && line[i] == '\\' && i + 1 < line.size() && line[i + 1] == quote) ++i;
      word += line[i];
    }
    if (quote != '\0' && i < line.size()) ++i;
    out.push_back(std::move(word));
  }
  return out;
}

bool is_absolute(std::string_view path) {
  return path.starts_with('/') || path.starts_with('\\') || (path.size() > 2 && path[1] == ':');
}

bool is_pattern(std::string_view path) { return path.find_first_of("*?[") != std::string_view::npos; }

class Reader {
 public:
  Reader(ApacheConf& conf, const Files& files) : conf_(conf), files_(files) {}

  void variables(const std::string& path) {
    const auto text = files_.read(path);
    if (!text) return;
    for (size_t at = 0; at < text->size();) {
      const size_t end = std::min(text->find('\n', at), text->size());
      std::string_view line = trim(std::string_view(*text).substr(at, end - at));
      at = end + 1;
      if (!line.starts_with("export ")) continue;
      line.remove_prefix(7);
      const size_t equals = line.find('=');
      if (equals == std::string_view::npos) continue;
      std::string value(line.substr(equals + 1));
      std::erase(value, '"');
      if (const size_t suffix = value.find("$SUFFIX"); suffix != std::string::npos) value.erase(suffix, 7);
      defined_[std::string(line.substr(0, equals))] = value;
    }
  }

  void file(const std::string& path, int depth) {
    if (depth > kMaxDepth || conf_.files.size() >= kMaxFiles) return unclear({path, 0, "included too deep"});
    if (std::ranges::find(open_, path) != open_.end()) return unclear({path, 0, "includes itself"});
    const auto text = files_.read(path);
    if (!text) return unclear({path, 0, "cannot be read"});
    if (text->find('\0') != std::string::npos) return unclear({path, 0, "is not text"});
    conf_.files.push_back(path);
    open_.push_back(path);
    const int outer = section_;
    lines(path, *text, depth);
    if (section_ != outer && section_ >= 0)
      unclear({path, conf_.sections[static_cast<size_t>(section_)].line,
               "this section does not end in this file"});
    section_ = outer;
    open_.pop_back();
  }

  void stand_in(Section s) {
    conf_.sections.push_back(std::move(s));
    section_ = static_cast<int>(conf_.sections.size()) - 1;
  }

 private:
  void unclear(Spot s) {
    if (conf_.unclear.size() < kMaxUnclear) conf_.unclear.push_back(std::move(s));
  }

  void lines(const std::string& path, std::string_view text, int depth) {
    uint32_t number = 0;
    std::string joined;
    uint32_t first = 0;
    while (!text.empty() && conf_.directives.size() < kMaxDirectives) {
      const size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (joined.empty()) first = number;
      if (line.ends_with('\\') && joined.size() < 65536) {
        joined.append(line.substr(0, line.size() - 1)).append(" ");
        continue;
      }
      if (!joined.empty()) {
        joined += line;
        one(path, trim(joined), first, depth);
        joined.clear();
      } else {
        one(path, trim(line), number, depth);
      }
    }
  }

  std::string replaced(std::string_view text) const {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
      const size_t end = text.substr(i).starts_with("${") ? text.find('}', i) : std::string_view::npos;
      if (end == std::string_view::npos) {
        out += text[i];
        continue;
      }
      const auto known = defined_.find(std::string(text.substr(i + 2, end - i - 2)));
      out += known == defined_.end() ? std::string(text.substr(i, end - i + 1)) : known->second;
      i = end;
    }
    return out;
  }

  void one(const std::string& path, std::string_view line, uint32_t number, int depth) {
    if (line.empty() || line[0] == '#') return;
    if (line.starts_with("</")) return close(line);
    const std::string text = replaced(line);
    if (text.starts_with('<')) return open_section(path, text, number);
    if (skipped()) return;
    std::vector<std::string> words = words_of(text);
    if (words.empty()) return;
    Directive d{lower(words[0]), {words.begin() + 1, words.end()}, section_, path, number, std::string(line)};
    if (d.name == "define" && !d.words.empty()) defined_[d.words[0]] = std::string(d.word(1));
    if (d.name == "serverroot") conf_.server_root = d.word(0);
    if (d.name == "loadmodule") conf_.modules.insert(lower(d.word(0)));
    const bool include = d.name == "include" || d.name == "includeoptional";
    const std::string target(d.word(0));
    const bool optional = d.name == "includeoptional";
    conf_.directives.push_back(std::move(d));
    if (include && !target.empty()) this->include(target, optional, depth, path, number);
  }

  void include(std::string target, bool optional, int depth, const std::string& from, uint32_t line) {
    if (!is_absolute(target) && !conf_.server_root.empty()) target = conf_.server_root + '/' + target;
    std::vector<std::string> found;
    const auto node = files_.look(target);
    if (node && node->folder)
      found = files_.glob(target + "/*");
    else if (is_pattern(target))
      found = files_.glob(target);
    else if (node || !optional)
      found = {target};
    if (found.empty() && !optional && !is_pattern(target)) unclear({from, line, "includes nothing"});
    for (const std::string& one : found) file(one, depth + 1);
  }

  void open_section(const std::string& path, std::string_view text, uint32_t number) {
    text.remove_prefix(1);
    if (text.ends_with('>')) text.remove_suffix(1);
    const size_t blank = std::min(text.find_first_of(" \t"), text.size());
    const std::vector<std::string> words = words_of(text.substr(blank));
    std::string argument;
    for (const std::string& w : words) argument += (argument.empty() ? "" : " ") + w;
    conf_.sections.push_back({lower(text.substr(0, blank)), argument, section_, path, number, 0});
    section_ = static_cast<int>(conf_.sections.size()) - 1;
  }

  void close(std::string_view line) {
    if (section_ < 0) return;
    Section& s = conf_.sections[static_cast<size_t>(section_)];
    if (!lower(line).starts_with("</" + s.name)) return;
    section_ = s.parent;
  }

  /// In <IfModule> of a module that is not loaded, or <IfDefine> of what is not defined?
  bool skipped() const {
    for (int i = section_; i >= 0; i = conf_.sections[static_cast<size_t>(i)].parent) {
      const Section& s = conf_.sections[static_cast<size_t>(i)];
      const bool no = s.argument.starts_with('!');
      const std::string what = no ? s.argument.substr(1) : s.argument;
      if (s.name == "ifdefine" && defined_.contains(what) == no) return true;
      if (s.name == "ifmodule" && loaded(what) == no) return true;
    }
    return false;
  }

  /// "dav_module", "mod_dav.c" or "dav". What is compiled in counts as loaded.
  bool loaded(std::string_view name) const {
    static constexpr std::string_view built_in[] = {"core",    "so",    "http",    "log_config",
                                                    "version", "unixd", "watchdog"};
    std::string n = lower(name);
    if (n.starts_with("mod_")) n.erase(0, 4);
    if (n.ends_with(".c")) n.resize(n.size() - 2);
    if (n.ends_with("_module")) n.resize(n.size() - 7);
    if (std::ranges::find(built_in, n) != std::end(built_in)) return true;
    return conf_.modules.contains(n + "_module");
  }

  ApacheConf& conf_;
  const Files& files_;
  std::map<std::string, std::string> defined_;
  std::vector<std::string> open_;
  int section_ = -1;
};

std::string folder_of(std::string_view path) {
  const size_t slash = path.find_last_of("/\\");
  return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

}  // namespace

bool ApacheConf::has_module(std::string_view front) const {
  return std::ranges::any_of(modules, [&](const std::string& m) { return m.starts_with(front); });
}

int ApacheConf::around(int section, std::string_view name) const {
  for (int i = section; i >= 0; i = sections[static_cast<size_t>(i)].parent)
    if (sections[static_cast<size_t>(i)].name == name) return i;
  return -1;
}

ApacheConf read_apache(const std::string& main, const Files& files) {
  ApacheConf conf;
  conf.main = main;
  conf.server_root = folder_of(main);
  Reader reader(conf, files);
  reader.variables(folder_of(main) + "/envvars");
  reader.file(main, 0);
  return conf;
}

void read_htaccess(ApacheConf& conf, const std::string& path, std::string_view folder, const Files& files) {
  Reader reader(conf, files);
  reader.stand_in({"directory", std::string(folder), -1, path, 1, 0});
  reader.file(path, 0);
}

}  // namespace culprit::harden
