#include "po.h"

#include <fstream>
#include <stdexcept>

namespace culprit::po {
namespace {

[[noreturn]] void fail(const std::string& path, size_t line, const std::string& why) {
  throw std::runtime_error(path + ':' + std::to_string(line) + ": " + why);
}

class Parser {
 public:
  explicit Parser(const std::string& path) : path_(path), in_(path, std::ios::binary) {
    if (!in_) throw std::runtime_error(path + ": cannot be read.");
  }

  std::vector<Message> all() {
    for (std::string line; std::getline(in_, line);) {
      ++line_;
      if (line.ends_with('\r')) line.pop_back();
      take(line);
    }
    finish();
    return std::move(out_);
  }

 private:
  void take(const std::string& line) {
    if (line.empty()) return finish();
    if (line.starts_with("#~")) return;
    if (line.front() == '#') {
      fuzzy_ = fuzzy_ || (line.starts_with("#,") && line.find("fuzzy") != std::string::npos);
      return;
    }
    if (line.front() != '"') begin(line);
    if (into_ == nullptr) fail(path_, line_, "a text without \"msgid\" or \"msgstr\" before it.");
    const size_t first = line.find('"'), last = line.rfind('"');
    if (first == std::string::npos || first == last) fail(path_, line_, "a text in quotes is expected.");
    *into_ += plain(line.substr(first + 1, last - first - 1));
  }

  void begin(const std::string& line) {
    const std::string word = line.substr(0, line.find_first_of(" \""));
    if ((word == "msgctxt" || (word == "msgid" && now_.line == 0)) && !now_.said.empty()) finish();
    if (now_.line == 0) now_.line = line_;
    if (word == "msgctxt")
      into_ = &now_.key;
    else if (word == "msgid")
      into_ = &now_.one;
    else if (word == "msgid_plural")
      into_ = &now_.other;
    else if (word.starts_with("msgstr"))
      into_ = &now_.said.emplace_back();
    else
      fail(path_, line_, "\"" + word + "\" is not a word of .po files.");
  }

  std::string plain(const std::string& quoted) const {
    std::string out;
    for (size_t i = 0; i < quoted.size(); ++i) {
      if (quoted[i] != '\\') {
        out += quoted[i];
        continue;
      }
      if (++i == quoted.size()) fail(path_, line_, "a backslash ends the text.");
      out += quoted[i] == 'n' ? '\n' : quoted[i] == 't' ? '\t' : quoted[i];
    }
    return out;
  }

  void finish() {
    now_.fuzzy = fuzzy_;
    if (now_.line != 0) out_.push_back(std::move(now_));
    now_ = {};
    fuzzy_ = false;
    into_ = nullptr;
  }

  std::string path_;
  std::ifstream in_;
  size_t line_ = 0;
  Message now_;
  bool fuzzy_ = false;
  std::string* into_ = nullptr;
  std::vector<Message> out_;
};

}  // namespace

std::vector<Message> read(const std::string& path) { return Parser(path).all(); }

size_t plural_forms(const std::string& path, const std::vector<Message>& all) {
  constexpr std::string_view name = "nplurals=";
  for (const Message& m : all) {
    const std::string header = m.key.empty() && m.one.empty() && !m.said.empty() ? m.said.front() : "";
    const size_t at = header.find(name);
    if (at != std::string::npos && header[at + name.size()] >= '1' && header[at + name.size()] <= '4')
      return static_cast<size_t>(header[at + name.size()] - '0');
  }
  fail(path, 1, "the header has no Plural-Forms with nplurals from 1 to 4.");
}

}  // namespace culprit::po
