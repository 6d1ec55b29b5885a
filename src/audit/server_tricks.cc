#include "audit/server_tricks.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace culprit::audit {
namespace {

using Words = std::vector<std::string>;

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// The words of one directive; quotes hold a word together.
Words words_of(std::string_view line) {
  Words out;
  for (size_t i = 0; i < line.size() && out.size() < 64;) {
    const char c = line[i];
    if (c == ' ' || c == '\t' || c == '\r') {
      ++i;
      continue;
    }
    const bool quoted = c == '"' || c == '\'';
    const size_t begin = quoted ? i + 1 : i;
    size_t end = quoted ? line.find(c, begin) : line.find_first_of(" \t\r", begin);
    end = std::min(end, line.size());
    out.emplace_back(line.substr(begin, end - begin));
    i = quoted ? end + 1 : end;
  }
  return out;
}

bool is_php_handler(std::string_view handler) {
  const std::string h = lower(handler);
  return has(h, "x-httpd-php") || has(h, "php-script") || has(h, "php5-script") || h.starts_with("php") ||
         has(h, "proxy:unix:") || has(h, "lsphp") || has(h, "php-fcgi") || has(h, "phar");
}

bool is_script_ending(std::string_view ending) {
  const std::string e = lower(ending.starts_with('.') ? ending.substr(1) : ending);
  return e.starts_with("ph") || e == "inc" || e == "module" || e == "cgi" || e == "pl" || e == "py" ||
         e == "fcgi" || e == "php5";
}

bool is_page_ending(std::string_view ending) {
  const std::string e = lower(ending.starts_with('.') ? ending.substr(1) : ending);
  return e == "html" || e == "htm" || e == "shtml" || e == "xhtml" || e == "xml" || e == "rss" || e == "js" ||
         e == "css";
}

double weight_of_prepend(std::string_view value) {
  const std::string v = lower(value);
  if (v.empty() || v == "none") return 0;
  if (v.starts_with("php://") || v.starts_with("data:") || has(v, "://")) return 14;
  const bool odd_place =
      has(v, "/tmp/") || has(v, "/dev/shm") || has(v, "upload") || has(v, "/cache/") || has(v, "/images/");
  const std::string_view name = file_name(v);
  if (odd_place || is_picture_name(v) || !is_script_name(name) || name.starts_with('.')) return 12;
  return 1.5;
}

class Htaccess {
 public:
  explicit Htaccess(std::vector<Trick>& out) : out_(out) {}

  void line(std::string_view text, size_t offset) {
    offset_ = offset;
    const Words w = words_of(text);
    if (w.empty()) return;
    const std::string name = lower(w[0]);
    if (name.starts_with("<files"))
      section_ = lower(text);
    else if (name.starts_with("</files"))
      section_.clear();
    else if ((name == "addtype" || name == "addhandler") && w.size() > 2)
      endings(w);
    else if ((name == "sethandler" || name == "forcetype") && w.size() > 1)
      handler(w[1]);
    else if ((name == "php_value" || name == "php_admin_value") && w.size() > 2)
      value(lower(w[1]), w[2]);
    else if (name == "php_flag" && w.size() > 2 && lower(w[1]) == "allow_url_include" && lower(w[2]) == "on")
      add("server.url-include", 4, w[1]);
    else if (name == "rewritecond" && w.size() > 2)
      condition(lower(w[1]), lower(w[2]));
    else if (name == "rewriterule" && w.size() > 2)
      rule(lower(w[2]));
  }

 private:
  void add(const char* key, double weight, std::string detail) {
    out_.push_back({{key, weight, std::move(detail)}, offset_});
  }

  void endings(const Words& w) {
    if (!is_php_handler(w[1]) && lower(w[1]) != "cgi-script") return;
    for (size_t i = 2; i < w.size(); ++i) {
      if (is_script_ending(w[i])) continue;
      add("server.runs", is_page_ending(w[i]) ? 3 : 12, w[i]);
      return;
    }
  }

  void handler(std::string_view name) {
    if (!is_php_handler(name)) return;
    if (section_.empty()) return add("server.runs-all", 5, std::string(name));
    const bool scripts =
        has(section_, "ph") || has(section_, "inc") || has(section_, "index") || has(section_, "html");
    const bool pictures =
        has(section_, "jpg") || has(section_, "png") || has(section_, "gif") || has(section_, "\\.ht");
    if (pictures || !scripts) add("server.runs", 12, section_);
  }

  void value(const std::string& name, std::string_view given) {
    if (name == "auto_prepend_file" || name == "auto_append_file")
      if (const double w = weight_of_prepend(given); w > 0) add("server.prepend", w, std::string(given));
    if (name == "allow_url_include" && (given == "1" || lower(given) == "on"))
      add("server.url-include", 4, name);
  }

  void condition(const std::string& what, const std::string& pattern) {
    const bool client = has(what, "http_referer") || has(what, "http_user_agent");
    from_search_ |= client && !pattern.starts_with('!') && has(pattern, "google") &&
                    (has(pattern, "yahoo") || has(pattern, "bing") || has(pattern, "msn"));
  }

  void rule(const std::string& target) {
    if (from_search_ && (target.starts_with("http://") || target.starts_with("https://")) &&
        !has(target, "%{"))
      add("server.diverts", 8, target);
    from_search_ = false;
  }

  std::vector<Trick>& out_;
  std::string section_;
  size_t offset_ = 0;
  bool from_search_ = false;
};

void ini_line(std::string_view text, size_t offset, std::vector<Trick>& out) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || trim(text).starts_with(';')) return;
  const std::string name = lower(trim(text.substr(0, equals)));
  std::string_view given = trim(text.substr(equals + 1));
  if (!given.empty() && (given[0] == '"' || given[0] == '\''))
    given = given.substr(1, given.find(given[0], 1) - 1);
  if (name == "auto_prepend_file" || name == "auto_append_file")
    if (const double w = weight_of_prepend(given); w > 0)
      out.push_back({{"server.prepend", w, std::string(given)}, offset});
  if (name == "allow_url_include" && (given == "1" || lower(given) == "on"))
    out.push_back({{"server.url-include", 4, name}, offset});
}

}  // namespace

bool is_server_file(std::string_view name) {
  return iequals(name, ".htaccess") || iequals(name, ".user.ini") || iequals(name, "php.ini") ||
         iequals(name, "php5.ini");
}

std::vector<Trick> server_tricks(std::string_view name, std::string_view content) {
  constexpr size_t kMaxTricks = 50;
  std::vector<Trick> out;
  Htaccess htaccess(out);
  const bool ini = lower(name).ends_with(".ini");
  for (size_t at = 0; at < content.size() && out.size() < kMaxTricks;) {
    const size_t end = std::min(content.find('\n', at), content.size());
    const std::string_view line = content.substr(at, std::min<size_t>(end - at, 4096));
    if (!trim(line).starts_with('#')) {
      if (ini)
        ini_line(line, at, out);
      else
        htaccess.line(trim(line), at);
    }
    at = end + 1;
  }
  return out;
}

}  // namespace culprit::audit
