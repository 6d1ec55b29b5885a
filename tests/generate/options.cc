#include "options.h"

#include <charconv>
#include <cstdio>
#include <map>

namespace generate {
namespace {

template <typename Value>
bool choose(Value& out, const std::string& word, const std::map<std::string, Value>& words) {
  const auto found = words.find(word);
  if (found == words.end()) return false;
  out = found->second;
  return true;
}

template <typename Number>
bool number(Number& out, const std::string& text, Number lowest, Number highest) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out >= lowest && out <= highest;
}

bool set(Options& o, const std::string& name, const std::string& value) {
  constexpr std::uint64_t any = ~std::uint64_t{};
  constexpr int longest_flood = 3600;
  if (name == "--truth") return o.truth = value, true;
  if (name == "--format") return choose<bool>(o.file.pcapng, value, {{"pcap", false}, {"pcapng", true}});
  if (name == "--endian") return choose<bool>(o.file.big_endian, value, {{"little", false}, {"big", true}});
  if (name == "--time") return choose<bool>(o.file.nanoseconds, value, {{"us", false}, {"ns", true}});
  if (name == "--link")
    return choose<Link>(o.file.link, value,
                        {{"ethernet", Link::ethernet},
                         {"vlan", Link::vlan},
                         {"sll", Link::sll},
                         {"sll2", Link::sll2},
                         {"raw", Link::raw},
                         {"null", Link::null},
                         {"loop", Link::loop}});
  if (name == "--compress")
    return choose<Compression>(
        o.file.compression, value,
        {{"none", Compression::none}, {"gzip", Compression::gzip}, {"zstd", Compression::zstd}});
  if (name == "--level") return number(o.file.level, value, 1, 22);
  if (name == "--seed") return number(o.seed, value, std::uint64_t{0}, any);
  if (name == "--packets") return number(o.settings.packets.emplace(), value, std::uint64_t{1}, any);
  if (name == "--seconds") return number(o.settings.seconds.emplace(), value, 1, longest_flood);
  return false;
}

}  // namespace

std::optional<Options> parse_options(const std::vector<std::string>& arguments) {
  Options out;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--list") {
      out.list = true;
    } else if (!word.starts_with("--")) {
      names.push_back(word);
    } else if (i + 1 == arguments.size() || !set(out, word, arguments[i + 1])) {
      const char* value = i + 1 < arguments.size() ? arguments[i + 1].c_str() : "";
      std::fprintf(stderr, "not understood: %s %s\n", word.c_str(), value);
      return std::nullopt;
    } else {
      ++i;
    }
  }
  if (out.list) return out;
  if (names.size() != 2) return std::nullopt;
  out.scenario = names[0];
  out.out = names[1];
  return out;
}

}  // namespace generate
