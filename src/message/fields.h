// Named values out of the encodings in which applications send them.
#pragma once
#include <string_view>

#include "message/message.h"

namespace culprit::message {

/// Appends a field within the bounds of a Message; what does not fit is counted in `cut`.
void add_field(Message& m, Place place, std::string_view name, std::string_view value);

/// The value of parameter `name` in "text/html; charset=utf-8" and the like, unquoted; empty if absent.
std::string_view parameter(std::string_view header, std::string_view name);

/// a=1&b=2, percent-encoded (WHATWG URL section 5.1).
void read_form(Message& m, Place place, std::string_view text);
/// "a=1; b=2" (RFC 6265 section 4.2.1).
void read_cookies(Message& m, std::string_view text);
/// The segments of a path that is still percent-encoded; named by their number, from "0".
void read_path(Message& m, std::string_view text);
/// Every scalar, named by the way to it.
void read_json(Message& m, std::string_view text);
/// RFC 7578. A part's file name is a field called like the part with ".filename" appended.
void read_multipart(Message& m, std::string_view text, std::string_view boundary);
/// The text of elements, named by the innermost one; attributes are not read.
void read_xml(Message& m, std::string_view text);
/// Lines of key=value or key: value; other text as one field without a name.
void read_plain(Message& m, std::string_view text);

}  // namespace culprit::message
