// Writes an access log of an ordinary site, combined format, with one upload and two orders somewhere in it;
// the same bytes each time. usage: bench-access-log LINES > access.log
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/time.h"

namespace {

using culprit::Time;

/// SplitMix64: the same numbers everywhere.
class Numbers {
 public:
  uint64_t below(uint64_t n) {
    state_ += 0x9e3779b97f4a7c15ULL;
    uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
    return (z ^ z >> 31) % n;
  }

 private:
  uint64_t state_ = 2669;
};

struct Page {
  const char* path;
  bool numbered;
};
constexpr std::array<Page, 12> kPages{{{"/", false},
                                       {"/index.php", false},
                                       {"/images/logo.png", false},
                                       {"/css/style.css", false},
                                       {"/js/jquery.min.js", false},
                                       {"/favicon.ico", false},
                                       {"/shop/list.php?category=", true},
                                       {"/shop/item.php?id=", true},
                                       {"/forum/viewtopic.php?t=", true},
                                       {"/img/photo", true},
                                       {"/wp-content/uploads/2011/03/page-", true},
                                       {"/search.php?q=word+", true}}};
constexpr std::array<const char*, 4> kAgents{
    "Mozilla/5.0 (Windows; U; Windows NT 6.1; en-US; rv:1.9.2.13) Gecko/20101203 Firefox/3.6.13",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.0; Trident/4.0)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Opera/9.80 (X11; Linux x86_64; U; en) Presto/2.7.62 Version/11.01"};

std::string page(Numbers& n) {
  const Page& p = kPages[n.below(kPages.size())];
  return p.numbered ? p.path + std::to_string(n.below(100'000)) : p.path;
}

/// "03/Mar/2011:04:12:11 +0000"
std::string stamp(int64_t seconds) {
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string iso = culprit::rfc3339(Time{seconds * culprit::kSecond}, 0);  // 2011-03-03T04:12:11Z
  const auto month = static_cast<size_t>(std::atoi(iso.substr(5, 2).c_str()) - 1);
  return iso.substr(8, 2) + '/' + months[month] + '/' + iso.substr(0, 4) + ':' + iso.substr(11, 8) + " +0000";
}

std::string ordinary(Numbers& n, const std::string& when) {
  std::array<char, 1024> line;
  const uint64_t a = n.below(1U << 24), kind = n.below(100);
  const int status = kind < 90 ? 200 : kind < 95 ? 304 : kind < 99 ? 404 : 500;
  const std::string what = page(n), from = n.below(4) != 0 ? "http://www.example.org" + page(n) : "-";
  const int size = std::snprintf(
      line.data(), line.size(), "%d.%d.%d.%d - - [%s] \"%s %s HTTP/1.1\" %d %d \"%s\" \"%s\"\n",
      static_cast<int>(11 + n.below(180)), static_cast<int>(a >> 16), static_cast<int>(a >> 8 & 255),
      static_cast<int>(a & 255), when.c_str(), n.below(30) != 0 ? "GET" : "POST", what.c_str(), status,
      static_cast<int>(n.below(60'000)), from.c_str(), kAgents[n.below(kAgents.size())]);
  return {line.data(), static_cast<size_t>(size)};
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t lines = argc > 1 ? std::atoll(argv[1]) : 0;
  constexpr int64_t kStart = 1298678400, kSpan = 14 * 86'400;  // 26 February 2011
  constexpr const char* kAttacker = "203.0.113.66";
  Numbers n;
  for (int64_t i = 0; i < lines; ++i) {
    const std::string when = stamp(kStart + i * kSpan / lines);
    std::string line;
    if (i == lines / 3)
      line = std::string(kAttacker) + " - wampp [" + when +
             "] \"PUT /webdav/..php HTTP/1.1\" 201 301 \"-\" \"Microsoft-WebDAV-MiniRedir/5.1.2600\"\n";
    else if (i == lines / 4 * 3 || i == lines / 5 * 4)
      line = std::string(kAttacker) + " - - [" + when +
             "] \"GET /webdav/..php?act=phptools&host=198.51.100.77&time=60 HTTP/1.1\" 200 31 \"-\" \"-\"\n";
    else
      line = ordinary(n, when);
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
