#include "message/http_reader.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "message/http_body.h"

namespace culprit::message {
namespace {

constexpr size_t kPackedAnswer = 4096;  // enough of a packed body for kMaxAnswer bytes of text

bool is_request(const HttpHead& head) { return head.kind != StartLine::status; }
bool is_interim(uint16_t status) { return status < 200 && status != 101; }

}  // namespace

void HttpReader::gap(flow::Side side, uint64_t missing, const flow::Stamp& stamp) {
  if (side == flow::from_client && client_.in_body()) ++cut_;
  parser(side).gap(missing, stamp);
}

Framing HttpReader::on_head(const HttpHead& head, const flow::Stamp& stamp) {
  return is_request(head) ? request_head(head, stamp) : answer_head(head, stamp);
}

void HttpReader::on_body(const HttpHead& head, Bytes bytes, const flow::Stamp& stamp) {
  if (!is_request(head)) return answer_body(bytes);
  note_last(stamp);
  request_body(head, bytes);
}

void HttpReader::on_done(const HttpHead& head, const flow::Stamp& stamp, bool whole) {
  if (!is_request(head)) return answer_done(head, stamp);
  if (whole) note_last(stamp);
  request_done(head, whole);
}

// Bytes that filled a hole late may come after bytes with a later stamp: the message was complete at the
// latest of them.
void HttpReader::note_last(const flow::Stamp& stamp) {
  if (stamp.time >= last_.time) last_ = stamp;
}

Framing HttpReader::request_head(const HttpHead& head, const flow::Stamp& stamp) {
  if (pending_.size() >= kMaxPending) pending_.pop_front(), matched_ = false;
  pending_.push_back({.head = iequals(head.method, "HEAD"), .connect = iequals(head.method, "CONNECT")});
  body_.clear();
  body_bytes_ = 0;
  cut_ = 0;
  reading_ = true;
  keep_ = worth_keeping(head);
  last_ = head.first;
  note_last(stamp);
  expects_ = head.has("expect", "100-continue");
  return framing(head);
}

void HttpReader::request_body(const HttpHead& head, Bytes bytes) {
  body_bytes_ += bytes.size();
  body_ += bytes.sub(0, keep_ - body_.size()).text();
  const bool full = body_.size() == keep_ && keep_ == kMaxBody;
  if (full && !pending_.back().added) add_request(head);
}

/// What is asked for how often, by whomever: visitors are told from floods by it.
void HttpReader::note_request(const HttpHead& head) {
  const std::string_view target(head.target);
  const size_t query = std::min(target.find('?'), target.size());
  Note n{.kind = NoteKind::request, .protocol = "http", .server = ends_.server, .server_port = ends_.server_port};
  n.subject = target.substr(0, query);
  // What a proxy passes on has its visitors' names.
  const bool passed_on = !head.header("x-forwarded-for").empty() || !head.header("forwarded").empty() || !head.header("via").empty();
  if (!passed_on) n.text = head.header("user-agent");
  n.number = static_cast<uint32_t>(hash_of(target.substr(query)));
  n.time = head.first.time;
  n.ref = head.first.ref;
  sink_.note(n);
  if (passed_on) return;
  Note visitor = note_of(NoteKind::visitor, "http", ends_, head.first);
  visitor.text = n.subject;
  visitor.number = static_cast<uint32_t>(hash_of(n.text));
  sink_.note(visitor);
}

/// A form that holds a password is an attempt to log in, of the account that it names. Whoever is logged in sends
/// his credentials with each request: those count only when they are refused.
bool HttpReader::note_login(const HttpHead& head, const Message& m) {
  const auto in_body = [](const Field& f) {
    return f.place == Place::form || f.place == Place::json || f.place == Place::multipart;
  };
  const auto called = [&](std::initializer_list<std::string_view> parts) {
    return std::ranges::find_if(m.fields, [&](const Field& f) {
      const std::string name = lower(f.name);
      return in_body(f) && std::ranges::any_of(parts, [&](auto part) { return name.find(part) != std::string::npos; });
    });
  };
  // NTLM and Negotiate are refused once as a matter of course; Digest, when its number has grown old.
  if (called({"passw", "pwd", "pass"}) == m.fields.end())
    return iequals(head.header("authorization").substr(0, 6), "basic ");
  Note n = note_of(NoteKind::login, "http", ends_, last_);
  const auto account = called({"user", "login", "mail", "log", "name", "account"});
  if (account != m.fields.end()) n.text = account->value;
  sink_.note(n);
  return true;
}

void HttpReader::request_done(const HttpHead& head, bool whole) {
  reading_ = false;
  if (!whole) {
    sink_.note({.kind = NoteKind::unfinished,
                .protocol = "http",
                .server = ends_.server,
                .server_port = ends_.server_port,
                .number = body_bytes_ != 0,
                .time = head.first.time,
                .ref = head.first.ref});
  }
  if (!pending_.back().added) {
    cut_ += !whole;
    add_request(head);
  } else if (Message* m = sink_.find(pending_.back().mark)) {
    m->end = last_.time;
    m->last = last_.ref;
    m->cut += body_bytes_ > kMaxBody;
  }
  if (pending_.back().answered) pending_.pop_back();
}

void HttpReader::add_request(const HttpHead& head) {
  note_request(head);
  Message m;
  m.start = head.first.time;
  m.first = head.first.ref;
  m.end = last_.time;
  m.last = last_.ref;
  m.client = ends_.client;
  m.server = ends_.server;
  m.client_port = ends_.client_port;
  m.server_port = ends_.server_port;
  read_head(m, head);
  m.cut += cut_ + (body_bytes_ > body_.size());
  read_body(m, head, std::move(body_), abilities_);
  body_.clear();
  keep_ = 0;
  Pending& pending = pending_.back();
  pending.login = note_login(head, m);
  if (pending.answer.status != 0) write(pending.answer, m);
  pending.mark = sink_.add(std::move(m));
  pending.added = true;
}

Framing HttpReader::answer_head(const HttpHead& head, const flow::Stamp& stamp) {
  if (is_interim(head.status)) {
    expects_ = false;
    return {};
  }
  // After a loss it is unknown how many answers were missed. Clients seldom ask again before they are
  // answered, so the answer belongs to the latest request.
  if (head.after_loss && pending_.size() > 1) pending_.erase(pending_.begin(), pending_.end() - 1);
  matched_ = !pending_.empty() && !pending_.front().answered;
  const bool connected = matched_ && pending_.front().connect && head.status / 100 == 2;
  const bool bodyless = matched_ && pending_.front().head;
  if (matched_) {
    Pending& pending = pending_.front();
    pending.answer = {.status = head.status, .first = head.first, .last = stamp};
    pending.answer.server = head.header("server").substr(0, kMaxServer);
    const bool packed = !head.header("content-encoding").empty() || head.has("transfer-encoding", "gzip");
    if (pending.login && (head.status == 401 || head.status == 403))
      sink_.note(note_of(NoteKind::login_refused, "http", ends_, stamp));
    answer_keep_ = packed ? kPackedAnswer : kMaxAnswer;
    publish(pending);
  }
  if (connected ||
      head.status == 101) {  // RFC 9110 sections 9.3.6 and 15.2.2: what follows is another protocol
    client_.abandon(stamp);
    client_.stop();
    server_.stop();
  }
  return bodyless || head.status == 204 || head.status == 304 ? Framing{} : framing(head);
}

void HttpReader::answer_body(Bytes bytes) {
  if (!matched_) return;
  Answer& answer = pending_.front().answer;
  answer.bytes += bytes.size();
  answer.text += bytes.sub(0, answer_keep_ - std::min(answer.text.size(), answer_keep_)).text();
}

void HttpReader::answer_done(const HttpHead& head, const flow::Stamp& stamp) {
  if (is_interim(head.status) || !matched_) return;
  matched_ = false;
  Pending& pending = pending_.front();
  pending.answer.last = stamp;
  decode_body(head, pending.answer.text, kMaxAnswer, abilities_);
  pending.answered = true;
  publish(pending);
  const bool reading = reading_ && pending_.size() == 1;
  if (reading && expects_ && body_bytes_ == 0)
    client_.abandon(stamp);  // refused: the body will not be sent
  else if (pending.added && !reading)
    pending_.pop_front();
}

void HttpReader::publish(Pending& pending) {
  if (!pending.added) return;
  if (Message* m = sink_.find(pending.mark)) write(pending.answer, *m);
}

void HttpReader::write(const Answer& answer, Message& m) {
  m.status = answer.status;
  m.answer_start = answer.first.time;
  m.answer_first = answer.first.ref;
  m.answer_end = answer.last.time;
  m.answer_bytes = answer.bytes;
  m.answer_text = answer.text.substr(0, kMaxAnswer);
  m.answer_server = answer.server;
}

}  // namespace culprit::message
