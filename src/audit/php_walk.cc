#include "audit/php_walk.h"

#include <algorithm>

#include "base/text.h"

namespace culprit::audit {
namespace {

constexpr size_t kMaxSteps = 4'000'000;

bool opens(const Token& t) {
  return t.kind == TokenKind::sign && (t.code == '(' || t.code == '[' || t.code == '{');
}
bool closes(const Token& t) {
  return t.kind == TokenKind::sign && (t.code == ')' || t.code == ']' || t.code == '}');
}

size_t pair_of(const Tokens& tk, size_t at) { return at < tk.pairs.size() ? tk.pairs[at] : tk.all.size(); }

std::vector<std::string> parameters_of(const Tokens& tk, size_t open, size_t close) {
  std::vector<std::string> out;
  size_t depth = 0;
  bool value = false;
  for (size_t i = open; i < close && out.size() < 8; ++i) {
    const Token& t = tk.all[i];
    if (opens(t)) ++depth;
    if (closes(t)) --depth;
    if (depth != 1) continue;
    if (t.kind == TokenKind::sign && t.code == '=') value = true;
    if (t.kind == TokenKind::sign && t.code == ',') value = false;
    if (t.kind == TokenKind::variable && !value) out.emplace_back(tk.text(t).substr(1));
  }
  return out;
}

bool is_sign(const Tokens& tk, size_t at, uint16_t code) {
  return at < tk.all.size() && tk.all[at].kind == TokenKind::sign && tk.all[at].code == code;
}

/// From "(" of the parameters; the body's first brace, or the end where there is none.
size_t body_of(const Tokens& tk, size_t open) {
  constexpr size_t kMaxType = 64;  // between ")" and "{" there is a type at most
  size_t at = pair_of(tk, open);
  const size_t end = std::min(tk.all.size(), at + kMaxType);
  while (at < end && !is_sign(tk, at, '{') && !is_sign(tk, at, ';')) ++at;
  return is_sign(tk, at, '{') ? at : tk.all.size();
}

void read_body(State& st, Function& f) {
  Variables local;
  Function* before = st.function;
  Variables* outside = st.local;
  for (size_t p = 0; p < f.parameters.size(); ++p)
    static_cast<Value&>(local[f.parameters[p]]) = Value::made(kParameter << p);
  st.function = &f;
  st.local = &local;
  Walker(st, *f.tokens, f.begin + 1, f.end).statements();
  st.function = before;
  st.local = outside;
}

}  // namespace

// ---- Tokens

bool Walker::more_steps() const { return st_.steps < kMaxSteps; }
bool Walker::more() const { return i_ < end_ && i_ < tk_.all.size() && more_steps(); }

const Token& Walker::peek(size_t by) const {
  return i_ + by < std::min(end_, tk_.all.size()) ? tk_.all[i_ + by] : kNothing;
}

bool Walker::accept(uint16_t code) {
  if (!is(code)) return false;
  ++i_;
  return true;
}

size_t Walker::skip_pair(size_t at) const { return pair_of(tk_, at); }

void Walker::skip_to(uint16_t code) {
  while (more() && !is(code) && now().kind != TokenKind::close) ++i_;
}

// ---- Functions

void Walker::declare(State& st, const Tokens& tk) {
  size_t class_end = 0;
  for (size_t i = 0; i + 2 < tk.all.size(); ++i) {
    const Token& t = tk.all[i];
    if (t.kind != TokenKind::name) continue;
    const bool is_class =
        t.word == Word::kw_class || t.word == Word::kw_trait || t.word == Word::kw_interface;
    if (is_class && i >= class_end && !is_sign(tk, i - 1, kDoubleColon)) {
      size_t open = i;
      while (open < std::min(tk.all.size(), i + 256) && !is_sign(tk, open, '{') && !is_sign(tk, open, ';'))
        ++open;
      if (is_sign(tk, open, '{')) class_end = pair_of(tk, open);
    }
    if (t.word != Word::kw_function) continue;
    const size_t at = is_sign(tk, i + 1, '&') ? i + 2 : i + 1;
    if (at + 1 >= tk.all.size() || tk.all[at].kind != TokenKind::name || !is_sign(tk, at + 1, '(')) continue;
    const size_t body = body_of(tk, at + 1);
    if (body >= tk.all.size()) continue;
    const std::string key = (i < class_end ? "->" : "") + lower(tk.text(tk.all[at]));
    Function f;
    f.tokens = &tk;
    f.begin = body;
    f.end = pair_of(tk, body);
    f.parameters = parameters_of(tk, at + 1, body);
    f.depth = st.depth;
    if (st.functions.size() < 20'000) st.functions.try_emplace(key, std::move(f));
  }
}

void walk(State& st, Tokens& tk) {
  match_pairs(tk);
  Walker::declare(st, tk);
  // Twice: what is used may be set further down. Not where nothing came of the first reading.
  for (int round = 0; round < (st.depth == 0 ? 2 : 1); ++round) {
    if (round == 1 && !st.promises()) break;
    for (auto& [key, f] : st.functions)
      if (f.tokens == &tk && !f.is_expression && !key.starts_with('{')) read_body(st, f);
    Walker(st, tk, 0, tk.all.size()).statements();
  }
}

void walk_text(State& st, std::string_view code, size_t offset, bool inside) {
  constexpr size_t kMaxFolded = 16 << 20;
  constexpr int kMaxDepth = 8;
  if (st.depth >= kMaxDepth || st.folded + code.size() > kMaxFolded) {
    st.reach.incomplete |= st.folded + code.size() > kMaxFolded;
    return;
  }
  st.folded += code.size();
  if (st.depth == 0) st.nested_at = offset;
  ++st.depth;
  // The text must outlive the tokens, and functions declared in it are called later.
  Tokens& tk = st.nested.emplace_back();
  const std::string& kept = st.texts.emplace_back(code);
  read_php(kept, tk, inside, 500'000);
  walk(st, tk);
  --st.depth;
}

// ---- Statements

void Walker::statements() {
  while (more()) {
    const size_t before = i_;
    statement();
    if (i_ == before) ++i_;
  }
  if (st_.steps >= kMaxSteps) st_.reach.incomplete = true;
}

void Walker::statement() {
  const Deeper deeper(*this);
  if (!more()) return;
  if (level_ > kMaxLevel) {
    ++i_;
    return;
  }
  switch (now().kind) {
    case TokenKind::html:
    case TokenKind::open:
    case TokenKind::close:
      ++i_;
      return;
    case TokenKind::echo:
      ++i_;
      return echo();
    case TokenKind::name:
      return keyword();
    case TokenKind::sign:
      break;
    default:
      return until_semicolon();
  }
  if (is('{')) {
    const size_t close = skip_pair(i_++);
    while (more() && i_ < close && leaves_ == Leave::no) {
      const size_t before = i_;
      statement();
      if (i_ == before) ++i_;
    }
    accept('}');
  } else if (is('#')) {  // an attribute
    i_ = skip_pair(i_ + 1) + 1;
  } else if (is('}') || is(';') || is(')') || is(']')) {
    ++i_;
  } else {
    until_semicolon();
  }
}

void Walker::until_semicolon() {
  while (more() && now().kind != TokenKind::close) {
    const size_t before = i_;
    expression();
    if (accept(';') || accept(':') || is('}')) return;
    if (!accept(',') && i_ == before) {
      ++i_;
      return;
    }
  }
}

void Walker::keyword() {
  switch (now().word) {
    case Word::kw_if:
    case Word::kw_elseif:
    case Word::kw_declare:
      return conditional();
    case Word::kw_switch:
      return switch_body();
    case Word::kw_while:
      return while_loop();
    case Word::kw_for:
      return for_loop();
    case Word::kw_foreach:
      return foreach_loop();
    case Word::kw_do:
      return do_loop();
    case Word::kw_else:
      ++i_;
      return body(false);
    case Word::kw_try:
    case Word::kw_finally:
    case Word::kw_modifier:
      ++i_;
      return;
    case Word::kw_catch:
      return caught();
    case Word::kw_break:
    case Word::kw_continue: {
      const bool out = now().word == Word::kw_break;
      ++i_;
      if (now().kind == TokenKind::number) murky_ = murky_ || exact_, ++i_;
      accept(';');
      return leave(out ? Leave::loop : Leave::turn);
    }
    case Word::kw_function:
      if (peek().kind == TokenKind::name || (peek().code == '&' && peek(2).kind == TokenKind::name))
        return function_declaration();
      return until_semicolon();
    case Word::kw_class:
    case Word::kw_interface:
    case Word::kw_trait:
    case Word::kw_enum:
      if (peek().kind == TokenKind::name) return declaration();
      return until_semicolon();
    case Word::kw_const:
      return constant_declaration();
    case Word::kw_use:
      alias();
      [[fallthrough]];
    case Word::kw_namespace:
    case Word::kw_goto:
      while (more() && !is(';') && !is('{') && now().kind != TokenKind::close) ++i_;
      if (is('{') && token(i_ - 1).kind == TokenKind::name && class_ > 0) i_ = skip_pair(i_) + 1;
      return;
    case Word::kw_global:
      return global_names();
    case Word::kw_static:
      if (peek().kind == TokenKind::variable) ++i_;
      return until_semicolon();
    case Word::kw_echo:
    case Word::kw_print:
      ++i_;
      return echo();
    case Word::kw_return: {
      ++i_;
      Value v = expression();
      Value* result = st_.returned ? st_.returned : st_.function ? &st_.function->result : nullptr;
      if (result != nullptr) *result = either(*result, v);
      accept(';');
      leave(Leave::loop);
      return;
    }
    case Word::kw_case:
      ++i_;
      block_ = conditional_ > 0 ? ++st_.blocks : 0;
      expression();
      accept(':');
      return;
    case Word::kw_default:
      ++i_;
      block_ = conditional_ > 0 ? ++st_.blocks : 0;
      accept(':');
      return;
    case Word::kw_halt:
      i_ = end_;
      return;
    default:
      return until_semicolon();
  }
}

void Walker::declaration() {
  while (more() && !is('{') && !is(';')) ++i_;
  if (!is('{')) return;
  ++class_;
  statement();
  --class_;
}

void Walker::function_declaration() {
  while (more() && !is('(')) ++i_;
  const size_t body = body_of(tk_, i_);
  if (body >= tk_.all.size()) return skip_to(';');
  i_ = skip_pair(body) + 1;
}

/// catch (Exception $e): it may hold what was thrown.
void Walker::caught() {
  ++i_;
  if (!is('(')) return;
  const size_t close = skip_pair(i_);
  const Token& name = token(close - 1);
  if (name.kind == TokenKind::variable)
    assign({Place::Kind::variable, std::string(text(name).substr(1)), false, {}}, st_.thrown);
  i_ = close + 1;
}

/// use function system as greet;
void Walker::alias() {
  if (!is(Word::kw_use) || peek().word != Word::kw_function || peek(3).word != Word::kw_as) return;
  std::string_view of = text(peek(2));
  of = of.substr(of.rfind('\\') + 1);
  if (st_.aliases.size() < 1000) st_.aliases.emplace(lower(text(peek(4))), lower(of));
}

void Walker::constant_declaration() {
  ++i_;
  while (more() && !is(';') && now().kind != TokenKind::close) {
    const Token name = now();
    ++i_;
    if (!accept('=')) continue;
    if (st_.constants.size() < 10'000) st_.constants[std::string(text(name))] = expression();
    accept(',');
  }
}

void Walker::global_names() {
  ++i_;
  for (; more() && !is(';') && now().kind != TokenKind::close; ++i_)
    if (now().kind == TokenKind::variable) globals_.emplace(text(now()).substr(1));
}

// Showing what was fetched for the client makes a proxy.
void Walker::echo() {
  while (more() && now().kind != TokenKind::close && !is(';')) {
    const size_t at = now().begin, before = i_;
    const Value v = expression();
    if (v.is(kRemote) && v.is(kRequest)) st_.add(Act::proxy, v.is(kIndirect), at, "echo");
    if (!accept(',') && i_ == before) break;
    if (is('}')) break;
  }
  accept(';');
}

}  // namespace culprit::audit
