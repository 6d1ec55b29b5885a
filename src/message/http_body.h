// From the head and body of an HTTP request to a Message.
#pragma once
#include <string>
#include <string_view>

#include "message/ability.h"
#include "message/http_head.h"
#include "message/message.h"

namespace culprit::message {

/// How much of a request's body is worth keeping: all (up to kMaxBody) of what has fields, the beginning of
/// the rest.
size_t worth_keeping(const HttpHead& head);

/// Undoes Content-Encoding and gzip as a transfer coding. "" and false where it cannot be undone.
bool decode_body(const HttpHead& head, std::string& body, size_t max_out, const Abilities& abilities);

/// Line, method, path, host and the fields of line and headers. Of credentials only the account's name is
/// read.
void read_head(Message& m, const HttpHead& head);
/// The fields of the body.
void read_body(Message& m, const HttpHead& head, std::string body, const Abilities& abilities);

}  // namespace culprit::message
