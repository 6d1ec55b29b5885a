#include "report/frame.h"

#include "base/json.h"
#include "base/text.h"
#include "report/group_words.h"
#include "report/text_page.h"
#include "report/text_view.h"

namespace culprit::report {
namespace {

void list(View v, const char* heading, const std::vector<Sentence>& sentences) {
  if (sentences.empty()) return;
  v.page.heading(v.say(heading));
  for (const Sentence& s : sentences) v.page.prose(v.page.bullet(), v.words.say(s));
}

void group(View v, const Group& g) {
  const GroupWords said = group_words(v.c, v.words, g);
  v.page.heading(v.say("section.frame-group"));
  v.page.prose("  ", said.title, g.ordinary ? Paint::bold : Paint::yellow);
  for (const std::string* text : {&said.what, &said.why})
    if (!text->empty()) v.page.prose("  ", *text);
  if (!said.worry_if.empty()) v.page.prose("  ", v.say("text.worry") + ' ' + said.worry_if);
  if (!said.advice.empty()) v.page.prose("  ", v.say("text.do") + ' ' + said.advice);
}

void sentences(Json& out, const Words& words, std::string_view name, const std::vector<Sentence>& all) {
  out.key(name).open_array();
  for (const Sentence& s : all) out.value(words.say(s));
  out.close_array();
}

}  // namespace

std::string frame_text(const FrameStory& s, const Case& c, const Words& words, const Style& style) {
  Page page(style);
  const View v{page, c, words};
  page.prose("",
             words.say("text.frame-head", Sentence()
                                              .text("n", std::to_string(s.ref.frame))
                                              .text("time", v.time(s.time))
                                              .bytes("bytes", s.wire)
                                              .params),
             Paint::bold);
  list(v, "section.frame-layers", s.layers);
  list(v, "section.frame-talk", s.talk);
  group(v, s.group);
  list(v, "section.frame-why", s.reasons);
  list(v, "section.frame-program", s.program);
  return page.text();
}

std::string frame_json(const FrameStory& s, const Case& c, const Words& words) {
  const GroupWords said = group_words(c, words, s.group);
  Json out;
  out.open_object().member("schema", "culprit.frame/1").member("lang", words.lang());
  out.member("frame", s.ref.frame)
      .member("time", rfc3339(s.time, c.time_digits))
      .member("bytes", uint64_t{s.wire});
  sentences(out, words, "layers", s.layers);
  sentences(out, words, "conversation", s.talk);
  out.key("group").open_object().member("id", s.group.id).member("kind", s.group.kind);
  out.member("title", said.title).member("what", said.what).close_object();
  sentences(out, words, "why", s.reasons);
  sentences(out, words, "program", s.program);
  out.close_object();
  return out.text() + '\n';
}

}  // namespace culprit::report
