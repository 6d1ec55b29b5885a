#include "firewall/tokens.h"

#include <algorithm>

namespace culprit::firewall {
namespace {

constexpr std::string_view kSigns = "{};,=!<>&|()\"#\n \t\r";

class Lexer {
 public:
  explicit Lexer(std::string_view file) : file_(file) {}

  bool next(Token& out) {
    skip();
    if (at_ >= file_.size()) return false;
    out = {{}, line_, false};
    const char c = file_[at_];
    if (c == '\n' || c == ';') {
      out.text = "\n";
      line_ += c == '\n';
      ++at_;
    } else if (c == '"') {
      quoted(out);
    } else if (kSigns.find(c) != std::string_view::npos) {
      const bool pair =
          at_ + 1 < file_.size() && file_[at_ + 1] == '=' && (c == '=' || c == '!' || c == '<' || c == '>');
      take(out, pair ? 2 : 1);
    } else {
      take(out, std::min(file_.find_first_of(kSigns, at_), file_.size()) - at_);
    }
    return true;
  }

 private:
  void take(Token& out, size_t n) {
    out.text = file_.substr(at_, n);
    at_ += n;
  }
  void quoted(Token& out) {
    const size_t end = std::min(file_.find('"', at_ + 1), file_.size());
    out.text = file_.substr(at_ + 1, end - at_ - 1);
    out.quoted = true;
    line_ += static_cast<uint32_t>(std::ranges::count(out.text, '\n'));
    at_ = std::min(end + 1, file_.size());
  }
  void skip() {
    for (; at_ < file_.size(); ++at_) {
      const char c = file_[at_];
      if (c == '#') {
        at_ = std::min(file_.find('\n', at_), file_.size()) - 1;
      } else if (c == '\\' && at_ + 1 < file_.size() && file_[at_ + 1] == '\n') {
        ++line_;
        ++at_;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  std::string_view file_;
  size_t at_ = 0;
  uint32_t line_ = 1;
};

}  // namespace

std::vector<Token> tokens_of_nft(std::string_view file, size_t cap) {
  std::vector<Token> out;
  Lexer lexer(file);
  for (Token t; out.size() < cap && lexer.next(t);) out.push_back(t);
  return out;
}

std::vector<Token> tokens_of_line(std::string_view line, uint32_t number) {
  std::vector<Token> out;
  for (size_t at = 0; (at = line.find_first_not_of(" \t\r", at)) != std::string_view::npos;) {
    const bool quoted = line[at] == '"';
    const size_t begin = at + (quoted ? 1 : 0);
    const size_t end =
        std::min(quoted ? line.find('"', begin) : line.find_first_of(" \t\r", begin), line.size());
    out.push_back({line.substr(begin, end - begin), number, quoted});
    at = std::min(end + (quoted ? 1 : 0), line.size());
  }
  return out;
}

}  // namespace culprit::firewall
