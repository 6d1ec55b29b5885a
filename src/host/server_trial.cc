#include "host/server_trial.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "harden/apache_view.h"

namespace culprit::host {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kApache = "/usr/sbin/apache2";
constexpr const char* kModules = "/usr/lib/apache2/modules";

std::string php_module() {
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(kModules, problem)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("libphp")) return entry.path();
  }
  return {};
}

int connect_to(uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  timeval wait{3, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
  if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return fd;
  ::close(fd);
  return -1;
}

uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  uint16_t port = 0;
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 &&
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0)
    port = ntohs(at.sin_port);
  ::close(fd);
  return port;
}

std::string base64(std::string_view text) {
  static constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < text.size(); i += 3) {
    uint32_t three = 0;
    for (size_t k = i; k < i + 3; ++k)
      three = three << 8 | (k < text.size() ? static_cast<unsigned char>(text[k]) : 0U);
    for (int shift = 18; shift >= 0; shift -= 6) out += letters[three >> shift & 63];
  }
  out.replace(out.size() - (3 - text.size() % 3) % 3, std::string::npos, (3 - text.size() % 3) % 3, '=');
  return out;
}

/// Status and body of one request; status 0 = no answer.
std::pair<int, std::string> ask(uint16_t port, const std::string& method, const std::string& path,
                                const std::string& body, const std::string& login = {}) {
  const int fd = connect_to(port);
  if (fd < 0) return {0, {}};
  const std::string text =
      method + ' ' + path + " HTTP/1.0\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
      (login.empty() ? "" : "\r\nAuthorization: Basic " + base64(login)) + "\r\n\r\n" + body;
  std::string answer;
  if (::send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size())) {
    std::array<char, 4096> piece;
    for (ssize_t n = 0; answer.size() < 65536 && (n = ::recv(fd, piece.data(), piece.size(), 0)) > 0;)
      answer.append(piece.data(), static_cast<size_t>(n));
  }
  ::close(fd);
  if (!answer.starts_with("HTTP/1.") || answer.size() < 12) return {0, {}};
  return {std::atoi(answer.c_str() + 9), answer.substr(std::min(answer.find("\r\n\r\n"), answer.size()))};
}

/// A folder of its own under the temporary one; gone at the end.
class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "culprit-trial-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The directives that decide who may write and what runs, of one folder. The configuration may be a
/// stranger's: nothing that names files or programs is taken over.
bool decides(const harden::Directive& d) {
  if (d.name.starts_with("php_")) return iequals(d.word(0), "engine");
  if (d.name == "sethandler") return d.word(0).find(':') == std::string_view::npos;
  static constexpr std::array<std::string_view, 18> names{
      "dav",           "require",    "order",        "allow",      "deny",          "satisfy",
      "authtype",      "authname",   "authuserfile", "sethandler", "addhandler",    "addtype",
      "removehandler", "removetype", "forcetype",    "options",    "allowoverride", "authdigestprovider"};
  return std::ranges::find(names, d.name) != names.end();
}

std::string bare(std::string text) {
  std::erase_if(text, [](char c) { return c == '"' || c == '\n' || c == '<' || c == '>'; });
  return text;
}

/// One directive with the sections round it that say for which methods or names it holds.
std::string written(const harden::ApacheConf& conf, const harden::Directive& d, const std::string& scratch) {
  std::string out, close;
  for (int i = d.section; i >= 0; i = conf.sections[static_cast<size_t>(i)].parent) {
    const harden::Section& s = conf.sections[static_cast<size_t>(i)];
    static constexpr std::array<std::string_view, 7> kept{
        "limit", "limitexcept", "files", "filesmatch", "requireall", "requireany", "requirenone"};
    if (std::ranges::find(kept, s.name) == kept.end()) continue;
    const std::string quoted = s.name.starts_with("files") ? '"' + bare(s.argument) + '"' : bare(s.argument);
    out = '<' + s.name + (quoted.empty() ? "" : ' ' + quoted) + ">\n" + out;
    close += "</" + s.name + ">\n";
  }
  std::string line = d.name;
  for (const std::string& w : d.words)
    line += " \"" + (d.name == "authuserfile" ? scratch + "/passwords" : bare(w)) + '"';
  // Words that are no arguments but a language of their own stay bare.
  if (d.name == "require" || d.name == "order" || d.name == "allow" || d.name == "deny" ||
      d.name == "options" || d.name == "allowoverride")
    std::erase(line, '"');
  return out + line + '\n' + close;
}

std::string configuration(const harden::ApacheConf& conf, const std::string& folder, const std::string& url,
                          const std::string& scratch, uint16_t port) {
  std::string out = "ServerRoot \"" + scratch + "\"\nPidFile \"" + scratch +
                    "/pid\"\nListen 127.0.0.1:" + std::to_string(port) +
                    "\nServerName localhost\nErrorLog \"" + scratch + "/error.log\"\nMutex file:" + scratch +
                    " default\n";
  for (const char* module :
       {"mpm_prefork", "authn_core", "authn_file", "authz_core", "authz_host", "authz_user", "access_compat",
        "auth_basic", "auth_digest", "mime", "dav", "dav_fs", "dav_lock"})
    out += std::string("LoadModule ") + module + "_module " + kModules + "/mod_" + module + ".so\n";
  if (const std::string php = php_module(); !php.empty()) out += "LoadModule php_module " + php + '\n';
  if (::geteuid() == 0) out += "User www-data\nGroup www-data\n";
  out += "StartServers 1\nMaxRequestWorkers 2\nTypesConfig /dev/null\nDavLockDB \"" + scratch +
         "/locks\"\nDocumentRoot \"" + scratch + "/root\"\n";
  // What stands in different sections stays in different sections: an inner one overrides an outer one.
  const harden::ApacheView view(conf);
  const std::string open = "<Directory \"" + scratch + "/root\">\n";
  int before = -2;
  out += open;
  for (const harden::Directive* d : view.holding(folder, url)) {
    if (!decides(*d)) continue;
    const int section = std::max(conf.around(d->section, "directory"), conf.around(d->section, "location"));
    if (section != before) out += "</Directory>\n" + open;
    before = section;
    out += written(conf, *d, scratch);
  }
  return out + "</Directory>\n";
}

/// A child that ends when we do, and is ended when the trial is over.
class Server {
 public:
  explicit Server(const std::string& conf) {
    child_ = ::fork();
    if (child_ != 0) return;
    ::setsid();
    ::alarm(30);  // Apache keeps it: whatever happens, it ends
    const int null = ::open("/dev/null", O_RDWR);
    for (const int fd : {0, 1, 2}) ::dup2(null, fd);
    ::execl(kApache, kApache, "-f", conf.c_str(), "-DFOREGROUND", nullptr);
    ::_exit(127);
  }
  ~Server() {
    if (child_ <= 0) return;
    ::kill(child_, SIGTERM);
    for (int i = 0; i < 100; ++i) {
      if (::waitpid(child_, nullptr, WNOHANG) != 0) return;
      std::this_thread::sleep_for(50ms);
    }
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  bool runs() const { return child_ > 0 && ::waitpid(child_, nullptr, WNOHANG) == 0; }

 private:
  pid_t child_ = -1;
};

void own(const std::string& path) {
  const passwd* web = ::geteuid() == 0 ? ::getpwnam("www-data") : nullptr;
  if (web != nullptr && ::chown(path.c_str(), web->pw_uid, web->pw_gid) != 0) return;
}

/// An account that may come in; whom the configuration names, where it names somebody.
std::string user_of(const harden::ApacheConf& conf, const std::string& folder, const std::string& url) {
  std::string user = "trial";
  const harden::ApacheView view(conf);
  for (const harden::Directive* d : view.holding(folder, url))
    if (d->name == "require" && iequals(d->word(0), "user")) user = bare(std::string(d->word(1)));
  return user;
}

std::optional<harden::Proof::Tried> trial(const harden::ApacheConf& conf, const std::string& folder,
                                          const std::string& url) {
  const Scratch scratch;
  if (scratch.path().empty()) return std::nullopt;
  std::error_code ignored;
  fs::create_directory(scratch.path() + "/root", ignored);
  const std::string user = user_of(conf, folder, url), script = "<?php echo 6 * 7 * 1000003;";
  std::ofstream(scratch.path() + "/passwords") << user + ":{SHA}Bp/TpE22gumk6kv0lcD/vuWMhDE=\n";  // "trial"
  std::ofstream(scratch.path() + "/root/lies-there.php") << script;
  own(scratch.path());
  own(scratch.path() + "/root");
  const uint16_t port = free_port();
  const std::string file = scratch.path() + "/httpd.conf";
  std::ofstream(file) << configuration(conf, folder, url, scratch.path(), port);
  const Server server(file);
  int status = 0;
  for (int i = 0; i < 100 && server.runs() && status == 0; ++i) {
    status = ask(port, "OPTIONS", "/", "").first;
    if (status == 0) std::this_thread::sleep_for(50ms);
  }
  if (status == 0) return std::nullopt;
  const int put = ask(port, "PUT", "/trial.php", script).first;
  const std::string page = ask(port, "GET", "/lies-there.php", "", user + ":trial").second;
  return harden::Proof::Tried{put == 201 || put == 204, page.find("42000126") != std::string::npos};
}

bool is_about_dav(const harden::Problem& p) {
  return p.id == "dav-open" || p.id == "dav-limit" || p.id == "scripts-in-dav";
}

}  // namespace

std::vector<harden::Proof> try_with_apache(const harden::Starts& starts, const harden::Result& found,
                                           const harden::Files& before, const harden::Files& after) {
  std::vector<harden::Proof> out;
  if (::access(kApache, X_OK) != 0 || ::access((std::string(kModules) + "/mod_dav.so").c_str(), R_OK) != 0)
    return out;
  for (const std::string& main : starts.apache) {
    const harden::ApacheConf old = harden::read_apache(main, before), now = harden::read_apache(main, after);
    const harden::ApacheView view(old);
    for (const harden::Problem& p : found.problems) {
      const bool told =
          std::ranges::any_of(out, [&](const harden::Proof& q) { return q.subject == p.subject; });
      if (!is_about_dav(p) || told || out.size() >= 4) continue;
      const bool is_folder = view.url_of(p.subject).has_value();
      const std::string folder = is_folder ? p.subject : view.folder_of(p.subject).value_or("");
      const std::string url = is_folder ? view.url_of(p.subject).value_or("") : p.subject;
      const auto was = trial(old, folder, url), is = trial(now, folder, url);
      if (was && is) out.push_back({p.subject, *was, *is});
    }
  }
  return out;
}

}  // namespace culprit::host
