#include "conditions.h"

namespace evaluate {
namespace {

void draw_link(Random& random, Needs needs, Conditions& out) {
  const auto kind = needs.ethernet ? 0 : weighted(random, {58, 12, 8, 6, 3, 3, 2, 2});
  static constexpr std::array links = {Link::ethernet, Link::sll,  Link::sll2, Link::raw,
                                       Link::null,     Link::loop, Link::ppp,  Link::wifi};
  out.file.link = links[kind];
  if (kind == 0)
    out.wrap = std::array{Wrap::none,  Wrap::vlan, Wrap::qinq,  Wrap::mpls,
                          Wrap::pppoe, Wrap::gre,  Wrap::vxlan, Wrap::ipip}[weighted(
        random, {80, 8, 3, 2, 3, 1, 2, 1})];
  if (needs.ethernet && out.wrap > Wrap::qinq) out.wrap = Wrap::none;
  out.mirror = kind == 0 && random.percent(30);
}

void draw_file(Random& random, Conditions& out) {
  out.file.pcapng = random.percent(50);
  out.file.nanoseconds = random.percent(25);
  out.file.big_endian = random.percent(5);
  out.file.compression =
      std::array{Compression::none, Compression::gzip, Compression::zstd}[weighted(random, {80, 10, 10})];
  out.file.level = 1;
  out.suffix = out.file.pcapng ? ".pcapng" : ".pcap";
  if (out.file.compression == Compression::gzip) out.suffix += ".gz";
  if (out.file.compression == Compression::zstd) out.suffix += ".zst";
}

void add_trouble(Random& random, Needs needs, Conditions& out) {
  switch (weighted(random, {20, 20, 10, 10, 15, 10, 15})) {
    case 0:
      out.lost_per_mille = static_cast<unsigned>(log_count(random, 1, 250));
      out.lost_in_bursts = random.percent(50);
      break;
    case 1:
      out.copies = random.percent(60) ? Copies::all : Copies::some;
      break;
    case 2:
      if (!needs.received && (needs.sent || random.percent(50))) out.ways = Ways::sent;
      if (!needs.sent && out.ways == Ways::both) out.ways = Ways::received;
      break;
    case 3:
      out.step = ClockStep{log_time(random, 100ms, 30s),
                           log_time(random, 50ms, 4000s) * (random.percent(50) ? 1 : -1)};
      break;
    case 4:
      if (!needs.whole_frames)
        out.file.snap_length = pick<std::size_t>(random, {64, 68, 96, 128, 256, 512, 1024});
      break;
    case 5:
      out.swapped = true;
      break;
    default:
      if (out.file.compression == Compression::none) out.cut = random.between(1, 70);
  }
}

}  // namespace

Conditions clean_conditions(Random random, Needs needs) {
  Conditions out;
  draw_link(random, needs, out);
  draw_file(random, out);
  return out;
}

Conditions draw_conditions(Random random, Needs needs) {
  Conditions out = clean_conditions(random.fork("clean"), needs);
  if (random.percent(35)) add_trouble(random, needs, out);
  if (random.percent(8)) add_trouble(random, needs, out);
  return out;
}

void note(const Conditions& c, Record& record) {
  static constexpr std::array wraps = {"none", "vlan", "qinq", "mpls", "pppoe", "gre", "vxlan", "ipip"};
  static constexpr std::array links = {"ethernet", "vlan", "sll", "sll2", "raw",
                                       "null",     "loop", "ppp", "wifi"};
  auto& tags = record.tags;
  tags["link"] = links[static_cast<std::size_t>(c.file.link)];
  tags["format"] =
      c.suffix.substr(1) + (c.file.nanoseconds ? "/ns" : "/us") + (c.file.big_endian ? "/big" : "");
  if (c.wrap != Wrap::none) tags["wrap"] = wraps[static_cast<std::size_t>(c.wrap)];
  if (c.mirror) tags["taken"] = "mirror";
  if (c.lost_per_mille)
    tags["lost"] =
        std::to_string(c.lost_per_mille) + (c.lost_in_bursts ? " per mille in bursts" : " per mille");
  if (c.copies != Copies::none) tags["copies"] = c.copies == Copies::all ? "all" : "some";
  if (c.ways != Ways::both) tags["ways"] = c.ways == Ways::sent ? "sent" : "received";
  if (c.step) tags["step_s"] = std::to_string(static_cast<double>(c.step->by.count()) / 1e9);
  if (c.swapped) tags["swapped"] = "now and then";
  if (c.cut) tags["cut"] = std::to_string(c.cut) + " bytes";
  if (c.file.snap_length < 262144) tags["snaplen"] = std::to_string(c.file.snap_length);
  if (c.limit != std::numeric_limits<std::uint64_t>::max()) tags["limit"] = std::to_string(c.limit);
}

}  // namespace evaluate
