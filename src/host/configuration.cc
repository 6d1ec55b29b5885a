#include "host/configuration.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "host/libcrypt.h"
#include "host/libcrypto.h"

namespace culprit::host {
namespace {

namespace fs = std::filesystem;
constexpr size_t kMaxText = 16 << 20, kMaxNames = 20'000;

std::optional<std::string> read_text(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return std::nullopt;
  struct stat info{};
  std::string out;
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
    std::array<char, 65536> piece;
    for (ssize_t n = 0; out.size() < kMaxText && (n = ::read(fd, piece.data(), piece.size())) > 0;)
      out.append(piece.data(), static_cast<size_t>(n));
    ::close(fd);
    return out;
  }
  ::close(fd);
  return std::nullopt;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code problem;
  for (auto it = fs::directory_iterator(folder, fs::directory_options::skip_permission_denied, problem);
       !problem && it != fs::directory_iterator() && out.size() < kMaxNames; it.increment(problem)) {
    std::error_code ignored;
    const bool is_folder = it->is_directory(ignored) && !it->is_symlink(ignored);
    out.push_back(it->path().filename().string() + (is_folder ? "/" : ""));
  }
  std::ranges::sort(out);
  return out;
}

// ---- Passwords

std::string digest(const char* algorithm, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (!libcrypto.open()) return {};
  const EVP_MD* md = EVP_get_digestbyname(algorithm);
  if (md == nullptr || EVP_Digest(text.data(), text.size(), out.data(), &length, md, nullptr) != 1) return {};
  return {reinterpret_cast<const char*>(out.data()), length};
}

std::string hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

/// Apache's own variant of MD5-crypt: a thousand rounds (apr_md5.c).
std::string apr1(std::string_view password, std::string_view salt) {
  const std::string p(password), s(salt);
  std::string inner = digest("MD5", p + s + p), text = p + "$apr1$" + s;
  for (size_t left = p.size(); left > 0; left -= std::min<size_t>(left, 16))
    text += inner.substr(0, std::min<size_t>(left, 16));
  for (size_t n = p.size(); n != 0; n >>= 1) text += (n & 1) != 0 ? '\0' : p[0];
  std::string sum = digest("MD5", text);
  for (int i = 0; i < 1000; ++i) {
    std::string round = (i & 1) != 0 ? p : sum;
    if (i % 3 != 0) round += s;
    if (i % 7 != 0) round += p;
    round += (i & 1) != 0 ? sum : p;
    sum = digest("MD5", round);
  }
  if (sum.size() != 16) return {};
  static constexpr std::string_view letters =
      "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  static constexpr std::array<std::array<int, 3>, 5> order{
      {{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}}};
  const auto byte = [&](int i) {
    return static_cast<uint32_t>(static_cast<unsigned char>(sum[static_cast<size_t>(i)]));
  };
  std::string out;
  const auto put = [&](uint32_t value, int count) {
    for (; count > 0; --count, value >>= 6) out += letters[value & 63];
  };
  for (const auto& [a, b, c] : order) put(byte(a) << 16 | byte(b) << 8 | byte(c), 4);
  put(byte(11), 2);
  return out;
}

bool fits(std::string_view user, std::string_view realm, std::string_view password, std::string_view hash) {
  const std::string text(password), stored(hash);
  if (!realm.empty())
    return iequals(hex(digest("MD5", std::string(user) + ':' + std::string(realm) + ':' + text)), hash);
  if (stored.starts_with("{SHA}")) return base64_decode(stored.substr(5)) == digest("SHA1", text);
  if (stored.starts_with("$apr1$")) {
    const size_t end = stored.find('$', 6);
    return end != std::string::npos &&
           apr1(text, stored.substr(6, std::min<size_t>(end - 6, 8))) == stored.substr(end + 1);
  }
  if (stored == text) return true;
  if (!libcrypt.open()) return false;
  const auto data = std::make_unique<crypt_data>();
  const char* made = stored.size() < 13 ? nullptr : crypt_r(text.c_str(), stored.c_str(), data.get());
  return made != nullptr && stored == made;
}

// ---- Where configurations begin

template <size_t N>
void look_for(const Configuration& c, const std::array<const char*, N>& patterns, bool first_only,
              std::vector<std::string>& out) {
  const harden::Files files = c.files();
  for (const char* pattern : patterns) {
    const auto found = files.glob(pattern);
    out.insert(out.end(), found.begin(), found.end());
    if (first_only && !out.empty()) return;
  }
}

constexpr std::array kApache{"/etc/apache2/apache2.conf",
                             "/etc/httpd/conf/httpd.conf",
                             "/xampp/apache/conf/httpd.conf",
                             "/opt/lampp/etc/httpd.conf",
                             "/lampp/etc/httpd.conf",
                             "/apache/conf/httpd.conf",
                             "/conf/httpd.conf",
                             "/apache2.conf",
                             "/httpd.conf"};
constexpr std::array kNginx{"/etc/nginx/nginx.conf", "/nginx/conf/nginx.conf", "/conf/nginx.conf",
                            "/nginx.conf"};
constexpr std::array kPhp{"/etc/php/*/*/php.ini",      "/etc/php.ini", "/etc/php5/*/php.ini",
                          "/xampp/php/php.ini",        "/php/php.ini", "/opt/lampp/etc/php.ini",
                          "/xampp/apache/bin/php.ini", "/php.ini"};
constexpr std::array kPools{"/etc/php/*/fpm/pool.d/*.conf", "/etc/php-fpm.d/*.conf",
                            "/etc/php5/fpm/pool.d/*.conf", "/pool.d/*.conf"};

}  // namespace

/// A copy may begin anywhere in the system's tree: "C:/xampp/apache/conf/x" is looked for as it stands, then
/// without its first folders.
std::string Configuration::place(const std::string& name) const {
  std::string path = name;
  std::ranges::replace(path, '\\', '/');
  if (root_.empty()) return path;
  if (path.size() > 1 && path[1] == ':') path.erase(0, 2);
  if (path.find("/../") != std::string::npos || path.ends_with("/..")) return {};
  std::error_code ignored;
  for (size_t at = 0; at != std::string::npos && at < path.size(); at = path.find('/', at + 1)) {
    const std::string here = root_ + (path[at] == '/' ? "" : "/") + path.substr(at);
    if (fs::exists(here, ignored)) return here;
  }
  return root_ + (path.starts_with('/') ? "" : "/") + path;
}

std::string Configuration::located(const std::string& name) const {
  std::error_code ignored;
  std::string here = root_.empty() ? name : place(name);
  return !here.empty() && fs::exists(here, ignored) ? here : name;
}

harden::Files Configuration::files(const std::map<std::string, std::string>& changed) const {
  harden::Files out;
  out.read = [this, changed](const std::string& name) -> std::optional<std::string> {
    if (const auto at = changed.find(name); at != changed.end()) return at->second;
    return read_text(place(name));
  };
  out.look = [this](const std::string& name) -> std::optional<harden::Node> {
    struct stat info{};
    const std::string at = place(name);
    if (at.empty() || ::stat(at.c_str(), &info) != 0) return std::nullopt;
    // www-data of Debian, apache of Red Hat.
    const bool web = (info.st_uid == 33 && (info.st_mode & S_IWUSR) != 0) ||
                     (info.st_gid == 33 && (info.st_mode & S_IWGRP) != 0);
    return harden::Node{S_ISDIR(info.st_mode), (info.st_mode & S_IWOTH) != 0 && S_ISDIR(info.st_mode), web};
  };
  out.list = [this](const std::string& name) { return names_in(place(name)); };
  out.glob = [this](const std::string& pattern) {
    // Folder by folder; the names that come out are those of the system.
    std::vector<std::string> found{pattern.starts_with('/') ? "" : "."};
    std::string_view rest = pattern;
    if (rest.starts_with('/')) rest.remove_prefix(1);
    const bool drive = pattern.size() > 1 && pattern[1] == ':';
    if (drive)
      found = {pattern.substr(0, 2)},
      rest = std::string_view(pattern).substr(std::min<size_t>(3, pattern.size()));
    while (!rest.empty()) {
      const size_t slash = std::min(rest.find('/'), rest.size());
      const std::string part(rest.substr(0, slash));
      rest.remove_prefix(std::min(slash + 1, rest.size()));
      std::vector<std::string> next;
      for (const std::string& folder : found) {
        if (part.find_first_of("*?[") == std::string::npos) {
          next.push_back(folder + '/' + part);
          continue;
        }
        for (std::string name : names_in(place(folder.empty() ? "/" : folder))) {
          if (name.ends_with('/')) name.pop_back();
          if (::fnmatch(part.c_str(), name.c_str(), FNM_PERIOD) == 0) next.push_back(folder + '/' + name);
        }
      }
      found = std::move(next);
      if (found.size() > kMaxNames) found.resize(kMaxNames);
    }
    std::erase_if(found, [this](const std::string& name) {
      std::error_code ignored;
      return !fs::is_regular_file(place(name), ignored);
    });
    return found;
  };
  out.fits = fits;
  return out;
}

Result<Configuration> Configuration::open(const std::string& path) {
  Configuration out;
  std::error_code problem;
  if (!path.empty() && path != "/") {
    if (!fs::exists(path, problem)) return error("There is no such folder or file.", path, "Check the name.");
    out.root_ = path;
    while (out.root_.size() > 1 && out.root_.ends_with('/')) out.root_.pop_back();
  }
  if (!out.root_.empty() && fs::is_regular_file(out.root_, problem)) {
    const std::string name = fs::path(out.root_).filename();
    const std::string text = read_text(out.root_).value_or("");
    const std::string parent = fs::path(out.root_).parent_path();
    out.root_ = parent.empty() ? "." : parent;
    const bool ini = name.ends_with(".ini"),
               pool = text.find("\npm = ") != std::string::npos || text.find("\npm=") != std::string::npos;
    const bool nginx =
        !ini && (text.find("server {") != std::string::npos || text.find("http {") != std::string::npos ||
                 text.find("location ") != std::string::npos);
    (ini     ? out.starts_.php
     : pool  ? out.starts_.pools
     : nginx ? out.starts_.nginx
             : out.starts_.apache)
        .push_back('/' + name);
    return out;
  }
  look_for(out, kApache, true, out.starts_.apache);
  look_for(out, kNginx, true, out.starts_.nginx);
  look_for(out, kPhp, false, out.starts_.php);
  look_for(out, kPools, false, out.starts_.pools);
  const harden::Starts& s = out.starts_;
  if (s.apache.empty() && s.nginx.empty() && s.php.empty() && s.pools.empty())
    return error(
        "There is no configuration of Apache, nginx or PHP here.", path.empty() ? "/" : path,
        "Name the folder that holds it, such as /etc/apache2 or C:\\xampp, or one configuration file.");
  return out;
}

}  // namespace culprit::host
