// What is worth remembering of a log, line by line.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "attribute/client_table.h"
#include "attribute/log_pace.h"
#include "attribute/order_words.h"
#include "attribute/script_table.h"
#include "capture/log_reader.h"
#include "flow/timeline.h"
#include "message/message.h"

namespace culprit::attribute {

/// A request of a log that is kept as a message, with the line that tells of it.
struct LogOrder {
  message::Message message;
  std::string quote;
  std::string account;
  std::string forwarded_by;  ///< the client as logged, where a proxy passed the request on
  bool order = false;        ///< reads as an order; else it is kept because of its time
};

/// All that the logs told, in bounded memory: orders, scripts, clients, gaps. Most lines cost it a look at
/// the method, the status, the suffix and the names of the query.
class LogWatch {
 public:
  static constexpr size_t kFirstOrders = 1024, kLastOrders = 2048, kNear = 2048;
  /// Gives the rest of a line, and sets its time to that of its start.
  using More = std::function<capture::LogMore(capture::LogLine&)>;

  /// Within [from, to] every request with parameters is kept: one of them may have started a flood.
  void keep_near(Time from, Time to) {
    near_from_ = from;
    near_to_ = to;
  }
  void take(capture::LogLine& line, const More& more);

  /// Orders and near requests, by time.
  std::vector<LogOrder> orders() const;
  const ScriptTable& scripts() const { return scripts_; }
  const ClientTable& clients() const { return clients_; }
  const LogPace& pace() const { return pace_; }
  const flow::Timeline& rate() const { return rate_; }
  std::optional<Time> first() const { return first_; }
  std::optional<Time> last() const { return last_; }
  /// The first line of all.
  const std::optional<Deed>& first_line() const { return first_line_; }
  uint64_t dropped_orders() const { return dropped_; }
  /// What the server says of itself when it starts: "Apache/2.2.14 (Win32) DAV/2 PHP/5.3.1".
  const std::string& server() const { return server_; }

 private:
  void take_request(capture::LogLine& line, const More& more);
  void take_other_method(capture::LogLine& line, std::string_view path);
  void take_transfer(const capture::LogLine& line);
  void take_login(const capture::LogLine& line);
  void take_diagnostic(const capture::LogLine& line);
  void take_refused(const capture::LogLine& line, std::string_view path);
  void keep(capture::LogLine& line, const More& more, std::string_view path);
  void put(LogOrder&& order);
  void new_moment(const capture::LogLine& line);

  OrderWords words_;
  ScriptSuffixes suffixes_;
  ScriptTable scripts_;
  ClientTable clients_;
  LogPace pace_;
  flow::Timeline rate_;
  std::vector<LogOrder> early_, late_, near_;
  size_t next_late_ = 0;
  uint64_t dropped_ = 0;
  std::optional<Time> first_, last_;
  std::optional<Deed> first_line_;
  std::string server_;
  Time now_{INT64_MIN}, near_from_{INT64_MAX}, near_to_{INT64_MIN};
  uint64_t now_lines_ = 0;
};

}  // namespace culprit::attribute
