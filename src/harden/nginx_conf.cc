#include "harden/nginx_conf.h"

#include <algorithm>

namespace culprit::harden {
namespace {

constexpr int kMaxDepth = 32;
constexpr size_t kMaxFiles = 10'000, kMaxLines = 500'000;

class Reader {
 public:
  Reader(NginxConf& conf, const Files& files) : conf_(conf), files_(files) {
    folder_ = conf.main.substr(0, std::min(conf.main.rfind('/'), conf.main.size()));
  }

  void file(const std::string& path, int block, int depth) {
    const auto text = files_.read(path);
    if (!text || text->find('\0') != std::string::npos || depth > kMaxDepth ||
        conf_.files.size() >= kMaxFiles) {
      if (conf_.unclear.size() < 64) conf_.unclear.push_back({path, 0, "cannot be read"});
      return;
    }
    conf_.files.push_back(path);
    std::vector<int> blocks{block};
    std::vector<std::string> words;
    uint32_t line = 1, first = 1;
    for (size_t i = 0; i < text->size() && conf_.lines.size() < kMaxLines;) {
      const char c = (*text)[i];
      if (c == '\n') ++line;
      if (c == '#') {
        i = std::min(text->find('\n', i), text->size());
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++i;
      } else if (c == ';' || c == '{') {
        take(path, words, blocks, first, c == '{', depth);
        ++i;
      } else if (c == '}') {
        words.clear();
        if (blocks.size() > 1) blocks.pop_back();
        ++i;
      } else {
        if (words.empty()) first = line;
        words.push_back(word(*text, i, line));
      }
    }
  }

 private:
  static std::string word(const std::string& text, size_t& i, uint32_t& line) {
    std::string out;
    const char quote = text[i] == '"' || text[i] == '\'' ? text[i] : '\0';
    if (quote != '\0') ++i;
    for (; i < text.size(); ++i) {
      const char c = text[i];
      if (quote != '\0' ? c == quote
                        : c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';' || c == '{') {
        // "${name}" and a regular expression's {2} belong to the word.
        if (quote == '\0' && c == '{' && !out.empty() &&
            (out.back() == '$' || out.back() == ']' || out.back() == ')')) {
          out += c;
          continue;
        }
        break;
      }
      if (c == '\n') ++line;
      if (c == '\\' && i + 1 < text.size()) out += text[i++];
      out += text[i];
    }
    if (quote != '\0' && i < text.size()) ++i;
    return out;
  }

  void take(const std::string& path, std::vector<std::string>& words, std::vector<int>& blocks, uint32_t line,
            bool opens, int depth) {
    if (words.empty()) words.emplace_back();
    NginxLine l{words[0], {words.begin() + 1, words.end()}, blocks.back(), opens, path, {}, line};
    for (const std::string& w : words) l.raw += (l.raw.empty() ? "" : " ") + w;
    words.clear();
    const bool include = l.name == "include" && !opens;
    std::string target(l.word(0));
    conf_.lines.push_back(std::move(l));
    if (opens) blocks.push_back(static_cast<int>(conf_.lines.size()) - 1);
    if (!include || target.empty()) return;
    if (!target.starts_with('/')) target = folder_ + '/' + target;
    const int block = blocks.back();
    for (const std::string& one : files_.glob(target))
      if (std::ranges::count(conf_.files, one) < 16) file(one, block, depth + 1);
  }

  NginxConf& conf_;
  const Files& files_;
  std::string folder_;
};

}  // namespace

const NginxLine* NginxConf::in(int block, std::string_view name) const {
  const NginxLine* out = nullptr;
  for (const NginxLine& l : lines)
    if (l.block == block && l.name == name) out = &l;
  return out;
}

const NginxLine* NginxConf::holding(int block, std::string_view name) const {
  for (int at = block;; at = lines[static_cast<size_t>(at)].block) {
    if (const NginxLine* l = in(at, name)) return l;
    if (at < 0) return nullptr;
  }
}

NginxConf read_nginx(const std::string& main, const Files& files) {
  NginxConf conf;
  conf.main = main;
  Reader(conf, files).file(main, -1, 0);
  return conf;
}

}  // namespace culprit::harden
