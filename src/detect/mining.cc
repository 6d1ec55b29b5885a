// A program that digs for digital coins.
#include "detect/deed.h"

namespace culprit::detect {
namespace {

void run(const Scene& scene, Found& found) {
  for (uint32_t i = 0; i < scene.traffic.size(); ++i) {
    const flow::Conversation& c = scene.traffic[i];
    if (c.content != "mining" || c.is_crowd()) continue;
    const bool from_a = c.opener == 0;
    Deed d{.kind = "mining",
           .doer = from_a ? c.key.a : c.key.b,
           .other = from_a ? c.key.b : c.key.a,
           .port = static_cast<uint16_t>(c.key.service),
           .start = c.first,
           .end = c.last,
           .first = c.first_ref,
           .last = {},
           .count = c.packets()};
    Finding f = deed_finding(scene, d);
    f.severity = f.way == Way::inbound ? Severity::low : Severity::medium;
    f.confidence = 0.95;
    f.attack = {"T1496"};
    f.filter = filter_between(d.doer, d.other, "tcp", d.port);
    for (const message::Tally& t : scene.notes.all()) {
      if (t.kind == message::NoteKind::mining && t.client == d.doer && !t.samples.empty())
        f.what = Sentence("finding.mining.account").address("doer", d.doer).address("other", d.other).text("account", t.samples.front());
    }
    found.add(std::move(f), shares_between(scene.traffic, d.doer, d.other, d.port));
  }
}

}  // namespace

extern const Detector mining;
const Detector mining{.id = "mining", .run = run};

}  // namespace culprit::detect
