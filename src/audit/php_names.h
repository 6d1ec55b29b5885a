// The words of PHP that matter to the audit: keywords, functions that do something, functions that hide something.
#pragma once
#include <cstdint>
#include <string_view>

namespace culprit::audit {

/// What a name does. Functions of one kind are handled alike.
enum class Word : uint8_t {
  none,
  // keywords
  kw_if, kw_else, kw_elseif, kw_while, kw_for, kw_foreach, kw_do, kw_switch, kw_case, kw_default, kw_function, kw_fn,
  kw_class, kw_interface, kw_trait, kw_enum, kw_return, kw_echo, kw_print, kw_global, kw_static, kw_namespace, kw_use,
  kw_new, kw_clone, kw_as, kw_list, kw_array, kw_isset, kw_empty, kw_unset, kw_exit, kw_eval, kw_include, kw_and, kw_or,
  kw_xor, kw_instanceof, kw_try, kw_catch, kw_finally, kw_throw, kw_goto, kw_yield, kw_match, kw_declare, kw_const,
  kw_modifier, kw_halt, kw_extends,
  // what runs something
  run_command, run_code, run_lambda, run_callback, run_callback_late, run_callback_array, regex_replace, mb_regex, filter,
  reflection,
  // the network
  open_socket, make_socket, send_to, connect_socket, fetch, curl_init, curl_option, curl_exec, read_stream, write_stream,
  open_file,
  // files
  write_file, move_upload, copy_file, list_dir, read_file, show_file, delete_file, rename_file, change_mode, make_dir, touch_file,
  // others
  send_mail, no_time_limit, ignore_abort, no_errors, extract, parse_str, unserialize, environment, headers, session_id, define,
  take_first, own_file, exif, hash_of, db_query,
  // strings
  decode, chr, ord, pass, join, split, clean, length, pack, format, replace, substring, map, compact, random, time_now
};

/// The kind of a name, whatever its case; Word::none for the others.
Word word_of(std::string_view name);
/// The first letter of a call that a sink needs not: names whose mere call from a built string is telling.
bool is_dangerous(Word word);

}  // namespace culprit::audit
