// Build-time program: compile_makers OUT.cc [FILE.csv...]
// Writes the IEEE's registry of network card makers (as in Debian's package ieee-data) as constant tables.
// Files that are not there are left out: culprit then knows fewer makers.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

struct Assignment {
  uint64_t prefix;
  std::string name;
};
using Tables = std::map<int, std::vector<Assignment>>;  // by length in bits

// The fields of one line; those in quotes may hold commas, and quotes written twice.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      out.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      out.emplace_back();
    else
      out.back() += line[i];
  }
  return out;
}

std::string trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t\r");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Registry, Assignment (hexadecimal digits), Organization Name, Organization Address.
void read(const std::string& path, Tables& tables) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto f = fields(line);
    if (f.size() < 3 || f[1].find_first_not_of("0123456789ABCDEFabcdef") != std::string::npos) continue;
    const int bits = static_cast<int>(f[1].size()) * 4;
    const std::string name = trimmed(f[2]);
    if ((bits != 24 && bits != 28 && bits != 36) || name.empty() || name == "Private" ||
        name == "IEEE Registration Authority")
      continue;
    tables[bits].push_back({std::stoull(f[1], nullptr, 16), name.substr(0, 60)});
  }
}

void settle(Tables& tables) {
  for (auto& [bits, table] : tables) {
    std::ranges::stable_sort(table, {}, &Assignment::prefix);
    const auto again = std::ranges::unique(table, {}, &Assignment::prefix);
    table.erase(again.begin(), again.end());
  }
}

// A string of C++, byte by byte where it must be; three octal digits never run into what follows.
void write_text(std::ostream& out, const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\' && c != '?')
      out << c;
    else
      out << '\\' << byte / 64 << byte / 8 % 8 << byte % 8;
  }
}

void write(std::ostream& out, const Tables& tables) {
  out << "// Written by tools/compile_makers.cc from the IEEE's registry; do not edit.\n#include "
         "\"knowledge/maker.h\"\n\n"
         "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
         "namespace culprit::knowledge {\nnamespace {\n\n";
  std::map<std::string, size_t> places;
  size_t size = 0;
  out << "constexpr char kNames[] =\n";
  for (const auto& [bits, table] : tables)
    for (const Assignment& a : table) {
      if (!places.emplace(a.name, size).second) continue;
      out << "    \"";
      write_text(out, a.name);
      out << "\\000\"\n";
      size += a.name.size() + 1;
    }
  out << "    \"\";\n";
  for (const auto& [bits, table] : tables) {
    out << "constexpr Assignment k" << bits << "[] = {\n";
    for (const Assignment& a : table) out << "    {" << a.prefix << ", " << places.at(a.name) << "},\n";
    out << "};\n";
  }
  out << "\n}  // namespace\n\nstd::span<const Assignment> assignments(int bits) {\n";
  for (const auto& [bits, table] : tables) out << "  if (bits == " << bits << ") return k" << bits << ";\n";
  out << "  (void)bits;\n  return {};\n}\n\nstd::string_view maker_names() { return {kNames, sizeof kNames}; "
         "}\n\n"
         "}  // namespace culprit::knowledge\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 1;
  Tables tables;
  for (int i = 2; i < argc; ++i) read(argv[i], tables);
  settle(tables);
  std::ofstream out(argv[1], std::ios::binary | std::ios::trunc);
  write(out, tables);
  if (!out.flush()) {
    std::cerr << argv[1] << " cannot be written.\n";
    return 1;
  }
  return 0;
}
