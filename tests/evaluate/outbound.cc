// Floods that leave our own host.
#include "background.h"
#include "classes.h"
#include "story.h"

namespace evaluate {
namespace {

constexpr Needs flood_seen = {.received = false}, text_seen = {.received = false, .whole_frames = true};

// Of any kind, ordered over `by`.
template <By by>
void ordered(Scene& scene) {
  Random random = scene.fork("vector");
  play_story(scene, {.vector = any_vector(random), .by = by});
}

template <View view>
void seen_in_part(Scene& scene) {
  Random random = scene.fork("vector");
  const char* vector = any_vector(random);
  if (std::string_view(vector) == "http" && view != View::after_order)
    vector = "udp-php5";  // its connections have begun before
  play_story(scene, {.vector = vector, .view = view});
}

template <By by>
void carpet(Scene& scene) {
  Random random = scene.fork("vector");
  play_story(scene, {.vector = pick<const char*>(
                         random, {"udp-noise", "udp-medium", "udp-small", "syn", "udp-php5", "icmp-echo"}),
                     .by = by,
                     .carpet = true});
}

template <By by>
void forged(Scene& scene) {
  Random random = scene.fork("vector");
  play_story(scene, {.vector = pick<const char*>(random, {"udp-noise", "udp-small", "syn", "syn", "ack",
                                                          "dns-query", "gre", "icmp-echo"}),
                     .by = by,
                     .forged = true});
}

// Two orders, two victims, at times that overlap.
void two_at_once(Scene& scene) {
  Random random = scene.fork("two");
  Duration span{};
  for (int i = 0; i < 2; ++i)
    span = std::max(span, play_part(scene, {.vector = any_vector(random),
                                            .by = pick<By>(random, {By::http, By::http, By::http, By::irc}),
                                            .small = true,
                                            .delay = i ? log_time(random, 10ms, 6s) : 1ms}));
  scene.end = scene.begin + span + 3s;
  play_day(scene, draw_day(random, span, 5000), span);
}

// The same client and the same script, one flood after the other.
void one_after_the_other(Scene& scene) {
  Random random = scene.fork("again");
  Host& client = scene.outside(random);
  const std::string script = script_path(random);
  Duration span{};
  for (std::uint64_t left = random.between(2, 4); left > 0; --left)
    span = play_part(scene, {.vector = any_vector(random),
                             .small = true,
                             .delay = span + log_time(random, 1s, 60s),
                             .client = &client,
                             .script = script});
  scene.end = scene.begin + span + 3s;
  play_day(scene, draw_day(random, span, 5000), span);
}

}  // namespace

std::vector<Class> outbound_classes() {
  using S = Scene&;
  return {
      {"outbound-udp",
       "our host floods somebody over UDP, ordered by a web request",
       {
           {"udp-php5", 20, flood_seen, [](S s) { play_story(s, {.vector = "udp-php5"}); }},
           {"udp-php8", 15, flood_seen, [](S s) { play_story(s, {.vector = "udp-php8"}); }},
           {"udp-small", 15, flood_seen, [](S s) { play_story(s, {.vector = "udp-small"}); }},
           {"udp-medium", 15, flood_seen, [](S s) { play_story(s, {.vector = "udp-medium"}); }},
           {"udp-noise", 12, flood_seen, [](S s) { play_story(s, {.vector = "udp-noise"}); }},
           {"udp-mixed-sizes", 6, flood_seen, [](S s) { play_story(s, {.vector = "udp-mixed-sizes"}); }},
           {"udp-query", 6, flood_seen, [](S s) { play_story(s, {.vector = "udp-query"}); }},
           {"udp-pieces-only", 3, flood_seen, [](S s) { play_story(s, {.vector = "udp-pieces-only"}); }},
           {"dns-query", 8, text_seen, [](S s) { play_story(s, {.vector = "dns-query"}); }},
       }},
      {"outbound-tcp",
       "our host floods somebody with TCP segments, ordered by a web request",
       {
           {"syn", 40, flood_seen, [](S s) { play_story(s, {.vector = "syn"}); }},
           {"ack", 18, flood_seen, [](S s) { play_story(s, {.vector = "ack"}); }},
           {"rst", 8, flood_seen, [](S s) { play_story(s, {.vector = "rst"}); }},
           {"psh-ack", 18, flood_seen, [](S s) { play_story(s, {.vector = "psh-ack"}); }},
           {"xmas", 8, flood_seen, [](S s) { play_story(s, {.vector = "xmas"}); }},
           {"fin", 4, flood_seen, [](S s) { play_story(s, {.vector = "fin"}); }},
           {"syn-ack", 4, flood_seen, [](S s) { play_story(s, {.vector = "syn-ack"}); }},
       }},
      {"outbound-ip",
       "our host floods somebody with ICMP, GRE or another protocol, ordered by a web request",
       {
           {"icmp-echo", 45, flood_seen, [](S s) { play_story(s, {.vector = "icmp-echo"}); }},
           {"icmp-error", 10, flood_seen, [](S s) { play_story(s, {.vector = "icmp-error"}); }},
           {"gre", 25, flood_seen, [](S s) { play_story(s, {.vector = "gre"}); }},
           {"ip-protocol", 20, flood_seen, [](S s) { play_story(s, {.vector = "ip-protocol"}); }},
       }},
      {"outbound-web",
       "our host floods a web server with requests, ordered by a web request",
       {
           {"http", 70, text_seen, [](S s) { play_story(s, {.vector = "http"}); }},
           {"slow-http", 30, text_seen, [](S s) { play_story(s, {.vector = "slow-http"}); }},
       }},
      {"ordered-irc", "a bot gets its order in an IRC channel", {{"irc", 1, text_seen, ordered<By::irc>}}},
      {"ordered-text", "a bot gets its order as a line of text", {{"text", 1, text_seen, ordered<By::text>}}},
      {"ordered-binary",
       "a bot gets its order in a binary form like Mirai's",
       {{"binary", 1, text_seen, ordered<By::binary>}}},
      {"ordered-answer",
       "a bot asks, and the answer is the order",
       {{"polling", 65, text_seen, ordered<By::polling>},
        {"dns-text", 35, text_seen, ordered<By::dns_text>}}},
      {"carpet",
       "our host floods a whole prefix",
       {{"by-web", 60, flood_seen, carpet<By::http>}, {"by-text", 40, text_seen, carpet<By::text>}}},
      {"forged",
       "our host floods under names that are not its own",
       {{"by-web", 50, flood_seen, forged<By::http>}, {"by-binary", 50, text_seen, forged<By::binary>}}},
      {"unordered",
       "a flood leaves our host, and no order can be seen",
       {
           {"https", 35, flood_seen, ordered<By::https>},
           {"tls-bot", 20, flood_seen, ordered<By::tls_bot>},
           {"shell", 15, flood_seen, ordered<By::shell>},
           {"clock", 10, flood_seen, ordered<By::clock>},
           {"after-order", 20, flood_seen, seen_in_part<View::after_order>},
       }},
      {"excerpt",
       "only a part of the story was captured",
       {
           {"with-order", 40, flood_seen, seen_in_part<View::excerpt>},
           {"middle", 30, flood_seen, seen_in_part<View::middle>},
           {"few-frames", 30, flood_seen, seen_in_part<View::few_frames>},
       }},
      {"two-floods",
       "several orders and floods, at the same time or one after the other",
       {{"at-once", 60, flood_seen, two_at_once}, {"in-turn", 40, flood_seen, one_after_the_other}}},
  };
}

}  // namespace evaluate
