// Reading statements and expressions, for php_reach.cc. A statement is not executed but followed once: a
// value keeps where it comes from and, where that is cheap, its text.
#pragma once
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/php_state.h"

namespace culprit::audit {

/// What can be assigned to.
struct Place {
  enum class Kind : uint8_t { none, variable, property, dynamic } kind = Kind::none;
  std::string name;
  bool indexed = false;
  std::string index;  ///< where the index is known
};

class Walker {
 public:
  Walker(State& state, const Tokens& tokens, size_t begin, size_t end)
      : st_(state), tk_(tokens), i_(begin), end_(end) {}

  void statements();
  Value expression() { return binary(0); }
  /// Finds the functions of `tokens` and enters them into the state.
  static void declare(State& state, const Tokens& tokens);

 private:
  static constexpr int kMaxLevel = 160;
  static constexpr Token kNothing{0, 0, TokenKind::close, Word::none, 0};

  /// Counts how deep the reading is, so that hostile nesting cannot exhaust the stack.
  struct Deeper {
    explicit Deeper(Walker& w) : walker(w) { ++walker.level_; }
    ~Deeper() { --walker.level_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Walker& walker;
  };

  bool more() const;
  bool more_steps() const;
  /// The token at a place; beyond the end there is one that closes everything.
  const Token& token(size_t at) const { return at < tk_.all.size() ? tk_.all[at] : kNothing; }
  const Token& now() const { return token(i_); }
  const Token& peek(size_t by = 1) const;
  bool is(uint16_t code) const { return more() && now().kind == TokenKind::sign && now().code == code; }
  bool is(Word word) const { return more() && now().kind == TokenKind::name && now().word == word; }
  bool accept(uint16_t code);
  std::string_view text(const Token& t) const { return tk_.text(t); }
  size_t skip_pair(size_t at) const;

  // statements
  void statement();
  void keyword();
  void until_semicolon();
  void conditional();
  void switch_body();
  void while_loop();
  void do_loop();
  void foreach_loop();
  void for_loop();
  void body(bool loop);
  std::optional<bool> condition();
  std::optional<size_t> end_of_body(size_t at) const;
  void skip_others();
  Value expressions(size_t end);
  bool may_turn(size_t body_begin, const std::optional<size_t>& body_end) const;
  bool turn(size_t begin);
  void each_turn(const Value& all, const std::vector<Place>& places, size_t begin);
  enum class Leave : uint8_t { no, turn, loop };
  void leave(Leave how);
  void declaration();
  void function_declaration();
  void constant_declaration();
  void caught();
  void alias();
  void global_names();
  void echo();
  void skip_to(uint16_t code);

  // expressions
  Value binary(int level);
  Value apply(const Token& op, Value left, int level);
  void note_bound(const Value& a, const Value& b);
  Value ternary(Value condition);
  Value unary();
  Value unary_sign(bool& taken);
  Value unary_word(bool& taken);
  bool cast();
  Value postfix(Place& place);
  bool postfix_step(Value& v, Place& place);
  Value assignment(Value v, Place& place);
  Value primary(Place& place);
  Value named();
  Value call_by_name();
  Value member(const Value& object, Place& place, bool is_static);
  Value indexed(const Value& v, const Value& index, Place& place);
  Value variable(std::string_view name, Place& place);
  Value super(std::string_view name, bool& found) const;
  Value dollar(Place& place);
  Value array(uint16_t close);
  Value closure();
  Value arrow_function();
  Value on_the_spot(size_t open, const std::function<void(Function&)>& body);
  Value literal(const Token& t);
  Value quoted(std::string_view text);
  Value shell(const Token& t);
  Value inner(std::string_view code);
  Value simple_variable(std::string_view text, size_t& at);
  Value construct();
  Value constructed(Word word, std::string_view type, std::vector<Value>& args, size_t at);
  Value evaluate();
  std::vector<Value> arguments();
  bool is_callable_itself();

  void assign(const Place& place, Value v);
  void set(Variable& slot, const Place& place, Value v);
  void set_element(Variable& slot, const Place& place, Value v);
  Variables& scope_of(const Place& place);
  Variable* find(const Place& place);
  Value read(const Place& place);
  /// Large values cost more: counted as steps, so that no script keeps us busy for long.
  void spend(const Value& v) { st_.steps += v.text.size() / 256 + (v.items ? v.items->size() / 4 : 0); }

  // calls
  Value call(std::string_view name, std::vector<Value>& args, size_t offset, uint32_t name_from);
  Value call_value(const Value& callee, std::vector<Value> args, size_t offset, std::string_view detail);
  Value call_function(const Function& f, std::span<const Value> args, size_t offset);
  /// Follows a call into the function's body, with what is known of its arguments.
  std::optional<Value> follow(const Function& f, std::span<const Value> args, size_t offset);
  Value call_method(const Value& object, const std::string& name, const Value& computed,
                    std::vector<Value>& args, size_t offset, bool is_static);
  std::optional<Value> call_known_method(int method, const Value& object, std::string_view key,
                                         std::vector<Value>& args, size_t offset);
  Value call_special(const char* method, std::span<const Value> args, size_t offset);
  Value call_word(Word word, std::string_view name, std::vector<Value>& args, size_t offset);
  Value call_file(Word word, std::string_view name, std::vector<Value>& args, size_t offset);
  Value call_network(Word word, std::string_view name, std::vector<Value>& args, size_t offset);
  void connect(const Value& address, size_t offset, std::string_view name);
  void curl_option(std::span<const Value> args, size_t offset);
  Value taken(std::string_view name, std::vector<Value>& args);
  Value call_setting(Word word, std::string_view name, std::vector<Value>& args, size_t offset);
  Value run(Word word, std::string_view name, std::vector<Value>& args, size_t offset);
  Value run_array_callback(std::string_view name, std::vector<Value>& args, size_t offset);
  Value run_later(std::string_view name, std::vector<Value>& args, size_t offset);
  void run_filter(const Value& options, const Value& given, std::string_view name, size_t offset, int depth);
  std::optional<Value> mapped(const Value& callee, const Value& array, size_t offset, std::string_view name);
  Value replace_regex(std::string_view name, std::vector<Value>& args, size_t offset);
  Value lambda(std::vector<Value>& args, size_t offset);
  void run_text(const Value& v, size_t offset, std::string_view detail);
  Value fetch(std::string_view name, const Value& where, size_t offset);
  Value read_stream(const Value& handle);
  void write_stream(std::span<const Value> args, size_t offset, std::string_view name);
  void mail(std::span<const Value> args, size_t offset);
  void udp(const Value& address, size_t offset);

  State& st_;
  const Tokens& tk_;
  size_t i_, end_;
  int level_ = 0, loop_ = 0, conditional_ = 0, class_ = 0;
  uint32_t block_ = 0;    ///< the branch that is read; 0 = none
  bool passing_ = false;  ///< the tokens do not outlive the reading
  bool timed_ = false;    ///< the loop around asks the clock
  bool pressing_ =
      false;  ///< the loop around ends by the clock, by what the client says, after many turns, or never
  bool counts_ = false;  ///< a comparison with the clock, the client's word or a large number was read
  bool exact_ = false;   ///< a loop is followed turn by turn: known conditions decide
  int exact_from_ = 0;   ///< ... at this depth of conditions
  bool murky_ = false;   ///< ... one of them is not known
  Leave leaves_ = Leave::no;
  std::set<std::string, std::less<>> globals_;
  std::vector<Place> listed_;  ///< the variables of the array just read, for [$a, $b] = ...
  std::vector<Place> given_;   ///< the variables among the arguments just read
};

}  // namespace culprit::audit
