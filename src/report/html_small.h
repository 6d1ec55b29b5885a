// Small things that several sections of the HTML report write.
#pragma once
#include "report/html_page.h"
#include "report/text_view.h"

namespace culprit::report {

/// Text to be copied as a whole: the script of the page puts a button beside it.
void html_code(Html& out, std::string_view text);
void html_filter(Html& out, const View& v, std::string_view filter, bool exact);
/// Where evidence can be opened; of a packet whose bytes are on the page, a link to them.
void html_place(Html& out, const View& v, const Evidence& e);
void html_time(Html& out, const View& v, Time t);
void html_list(Html& out, const View& v, const std::vector<Sentence>& sentences);
/// The id of the element that shows the bytes of a frame; empty where the page does not.
std::string frame_anchor(const View& v, const FrameRef& ref);
/// "TCP 80", "UDP, many ports", "ARP".
std::string protocol_words(const View& v, const Talk& t);

}  // namespace culprit::report
