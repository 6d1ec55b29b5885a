// culprit-incidents: writes captures whose truth is known, drawn from a seed, and one line of JSON about
// each. It writes files and nothing else: no packet is ever sent.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "classes.h"

namespace {

using namespace evaluate;

constexpr const char* usage =
    "culprit-incidents --out DIR [--seed N] [--class CLASS]... [--first N] [--count N] [--frames]\n"
    "  writes captures FIRST to FIRST+COUNT-1 of each class to DIR, and their truth, a line each, to "
    "standard output;\n"
    "  --frames: beside each capture FILE.frames, a letter for each frame (record.h)\n"
    "culprit-incidents --list\n";

struct Options {
  bool list = false, frames = false;
  std::string out;
  std::uint64_t seed = 2669, first = 0, count = 1;
  std::vector<std::string> classes;
};

Options parse(int argc, char** argv) {
  Options out;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--list") {
      out.list = true;
      continue;
    }
    if (name == "--frames") {
      out.frames = true;
      continue;
    }
    if (++i == argc) throw std::invalid_argument(name + " needs a value");
    const std::string value = argv[i];
    if (name == "--out")
      out.out = value;
    else if (name == "--seed")
      out.seed = std::stoull(value);
    else if (name == "--first")
      out.first = std::stoull(value);
    else if (name == "--count")
      out.count = std::stoull(value);
    else if (name == "--class")
      out.classes.push_back(value);
    else
      throw std::invalid_argument("unknown option " + name);
  }
  if (!out.list && out.out.empty()) throw std::invalid_argument("--out is missing");
  return out;
}

const Variant& draw_variant(const Class& group, Random& random) {
  std::uint64_t sum = 0;
  for (const Variant& variant : group.variants) sum += variant.weight;
  std::uint64_t left = random.below(sum);
  for (const Variant& variant : group.variants) {
    if (left < variant.weight) return variant;
    left -= variant.weight;
  }
  return group.variants.back();
}

// A capture taken some time in the last years.
Time draw_start(Random& random) {
  constexpr std::uint64_t spring_2009 = 1'238'000'000, end_of_2026 = 1'795'000'000;
  return Time(static_cast<std::int64_t>(random.between(spring_2009, end_of_2026)) * 1'000'000'000 +
              static_cast<std::int64_t>(random.below(1'000'000'000)));
}

void cut_off(const std::string& path, std::size_t bytes) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::size_t>(in.tellg());
  constexpr std::size_t kept = 200;
  if (size < bytes + kept) return;
  std::string all(size - bytes, '\0');
  in.seekg(0).read(all.data(), static_cast<std::streamsize>(all.size()));
  std::ofstream(path, std::ios::binary | std::ios::trunc) << all;
}

Record make(const Class& group, std::uint64_t number, const Options& options) {
  Record record;
  record.id = std::string(group.id) + "/" + std::to_string(number);
  record.class_id = group.id;
  Random random = Random(options.seed).fork(record.id);
  const Variant& variant = draw_variant(group, random);
  record.variant = variant.id;
  Conditions conditions = draw_conditions(random.fork("conditions"), variant.needs);
  record.file = std::string(group.id) + "-" + std::to_string(number) + conditions.suffix;
  const std::string path = options.out + "/" + record.file;

  const auto file = create_capture(path, conditions.file, {.interface = "eth0", .comment = ""});
  const Time start = draw_start(random);
  Site site;
  Network network = draw_network(random.fork("network"), site);
  Listener listener(*file, conditions, record, start, random.fork("listener"));
  Truth unused;
  Scene scene(std::move(network), listener, record, unused, conditions, start, random.next());
  scene.site = site;
  listener.when_full([&] { scene.stop(); });
  furnish(scene);
  variant.play(scene);
  scene.world.clock.run(scene.end);
  listener.close();
  file->close();
  if (conditions.cut) cut_off(path, conditions.cut);
  note(conditions, record);
  if (options.frames) std::ofstream(path + ".frames") << record.frames;
  return record;
}

int list() {
  for (const Class& group : all_classes()) std::printf("%-22s %s\n", group.id, group.about);
  return 0;
}

bool wanted(const Options& options, const std::string& id) {
  return options.classes.empty() || std::ranges::find(options.classes, id) != options.classes.end();
}

int run(const Options& options) {
  for (std::uint64_t number = options.first; number < options.first + options.count; ++number) {
    for (const Class& group : all_classes())
      if (wanted(options, group.id)) std::printf("%s\n", make(group, number, options).json().c_str());
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

namespace evaluate {

const std::vector<Class>& all_classes() {
  static const std::vector<Class> list = [] {
    std::vector<Class> out;
    for (const auto& part :
         {outbound_classes(), inbound_classes(), reflected_classes(), scan_classes(), guess_classes(),
          infected_classes(), local_classes(), intrusion_classes(), benign_classes()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return list;
}

}  // namespace evaluate

int main(int argc, char** argv) {
  try {
    const Options options = parse(argc, argv);
    return options.list ? list() : run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "culprit-incidents: %s\n%s", error.what(), usage);
    return 2;
  }
}
