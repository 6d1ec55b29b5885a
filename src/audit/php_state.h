// What is known of one script while it is read: its variables, functions and what was found.
#pragma once
#include <array>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "audit/php_reach.h"
#include "audit/php_value.h"

namespace culprit::audit {

/// Where values do harm.
enum class Sink : uint8_t {
  command,
  code,
  call,
  include,
  address_udp,
  address_tcp,
  mail,
  fetch,
  write,
  move,
  list,
  remove,
  rename,
  mode
};

/// A parameter of a function that reaches a sink.
struct Through {
  Sink sink;
  uint32_t parameters;
  uint32_t from;  ///< what else was joined to it
  std::string detail;
  size_t offset;
  friend bool operator==(const Through&, const Through&) = default;
};

struct Function {
  const Tokens* tokens = nullptr;
  size_t begin = 0, end = 0;  ///< the body, braces included
  std::vector<std::string> parameters;
  std::vector<Through> through;
  std::vector<std::pair<std::string, uint32_t>> kept;  ///< properties that parameters are put into
  Value result;
  bool sends_udp = false;
  bool sends_mail = false;     ///< to whom, about what and with which text its parameters say
  bool is_expression = false;  ///< fn () => ...: `begin` is the first token of the expression
  int depth = 0;               ///< of the source that it stands in
};

/// What a variable may hold; within the branch that set it last, what it was set to there.
struct Variable : Value {
  uint32_t block = 0;
  std::shared_ptr<const Value> own;
};
using Variables = std::unordered_map<std::string, Variable>;

struct State {
  Reach reach;
  std::deque<Tokens> nested;      ///< sources found inside the source
  std::deque<std::string> texts;  ///< what they are made of
  std::map<std::string, Function, std::less<>> functions;
  Variables global, properties;
  std::map<std::string, Value, std::less<>> constants;
  size_t steps = 0, folded = 0;
  uint32_t blocks = 0;           ///< branches read so far
  int depth = 0;                 ///< sources inside sources
  size_t nested_at = 0;          ///< where the innermost of them stands in the file; facts are told there
  Function* function = nullptr;  ///< being read
  Value* returned = nullptr;     ///< where "return" leaves its value while a call is followed into a function
  std::vector<Value> given;      ///< the arguments of that call
  int inside_calls = 0;
  size_t followed_calls = 0, turns = 0;  ///< what was spent on following calls and loops
  Value thrown;
  std::map<std::string, std::string, std::less<>> aliases;  ///< "use function system as greet"
  bool xml_runs = false, xml_given = false;  ///< PHP's functions in XPath or XSLT; which the client sends
  Value kept_in;                             ///< the file that an answer is stored into (CURLOPT_FILE)
  Variables* local = nullptr;                ///< its variables, or the global ones
  bool exacting = false;                     ///< something runs texts: what decoders make of them matters
  bool extracted = false;                    ///< any variable may come from the client
  bool udp_pressing = false;                 ///< ... in a loop that is made to go on
  bool udp_opened = false, udp_looped = false, udp_request = false, udp_argument = false;
  size_t udp_at = 0;
  bool zip_uploaded = false, tcp_opened = false, shell_piped = false, unserialized = false,
       evals_property = false;
  uint32_t managing = 0;         ///< kinds of file actions on what the client names
  bool manages_outside = false;  ///< ... outside of functions

  void add(Act act, bool weak, size_t offset, std::string detail, bool bare = false);
  /// `value` reaches `sink`. `offset` is in the source being read.
  void reaches(Sink sink, const Value& value, size_t offset, std::string_view detail);
  void command(const Value& v, size_t offset, std::string_view detail);
  void wrote(const Value& path, const Value& data, size_t offset, std::string_view detail);
  void moved(const Value& source, const Value& target, size_t offset, std::string_view detail);
  /// A call with these arguments of a function whose parameters reach sinks.
  void called(const Function& f, std::span<const Value> args, size_t offset);
  /// May a second reading find more than the first?
  bool promises() const;
  /// What follows from all of it together.
  void conclude();

 private:
  void manage(Sink sink);
  void code(const Value& v, size_t offset, std::string_view detail);
  void include(const Value& v, size_t offset, std::string_view detail);
};

/// Is the end of this path one that a web server runs?
bool ends_like_script(std::string_view path);

/// Reads `tokens` into `state`.
void walk(State& state, Tokens& tokens);
/// Reads a text as PHP that the script runs.
void walk_text(State& state, std::string_view code, size_t offset, bool inside);

}  // namespace culprit::audit
