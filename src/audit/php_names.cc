#include "audit/php_names.h"

#include <array>
#include <cstddef>

namespace culprit::audit {
namespace {

struct Named {
  std::string_view names;  // several, with spaces between them
  Word word;
};

constexpr Named kAll[] = {
    {"if", Word::kw_if},
    {"else", Word::kw_else},
    {"elseif", Word::kw_elseif},
    {"while", Word::kw_while},
    {"for", Word::kw_for},
    {"foreach", Word::kw_foreach},
    {"do", Word::kw_do},
    {"switch", Word::kw_switch},
    {"case", Word::kw_case},
    {"default", Word::kw_default},
    {"function", Word::kw_function},
    {"fn", Word::kw_fn},
    {"class", Word::kw_class},
    {"interface", Word::kw_interface},
    {"trait", Word::kw_trait},
    {"enum", Word::kw_enum},
    {"return", Word::kw_return},
    {"echo", Word::kw_echo},
    {"print", Word::kw_print},
    {"global", Word::kw_global},
    {"static", Word::kw_static},
    {"namespace", Word::kw_namespace},
    {"use", Word::kw_use},
    {"new", Word::kw_new},
    {"clone", Word::kw_clone},
    {"as", Word::kw_as},
    {"list", Word::kw_list},
    {"array", Word::kw_array},
    {"isset", Word::kw_isset},
    {"empty", Word::kw_empty},
    {"unset", Word::kw_unset},
    {"exit die", Word::kw_exit},
    {"eval", Word::kw_eval},
    {"include include_once require require_once", Word::kw_include},
    {"and", Word::kw_and},
    {"or", Word::kw_or},
    {"xor", Word::kw_xor},
    {"instanceof", Word::kw_instanceof},
    {"try", Word::kw_try},
    {"catch", Word::kw_catch},
    {"finally", Word::kw_finally},
    {"throw", Word::kw_throw},
    {"goto", Word::kw_goto},
    {"yield", Word::kw_yield},
    {"match", Word::kw_match},
    {"declare", Word::kw_declare},
    {"const", Word::kw_const},
    {"public private protected final abstract readonly var", Word::kw_modifier},
    {"__halt_compiler", Word::kw_halt},
    {"extends implements", Word::kw_extends},
    {"break", Word::kw_break},
    {"continue", Word::kw_continue},

    {"system exec shell_exec passthru popen proc_open pcntl_exec expect_popen w32_exec ssh2_exec",
     Word::run_command},
    {"assert", Word::run_code},
    {"create_function", Word::run_lambda},
    {"call_user_func call_user_func_array forward_static_call forward_static_call_array", Word::run_callback},
    {"register_shutdown_function register_tick_function ob_start set_error_handler set_exception_handler "
     "spl_autoload_register "
     "header_register_callback sqlite_create_function session_set_save_handler assert_options",
     Word::run_callback_late},
    {"array_map array_walk array_walk_recursive array_filter array_reduce usort uasort uksort "
     "array_diff_ukey array_udiff "
     "array_uintersect array_intersect_uassoc array_udiff_assoc array_diff_uassoc array_intersect_ukey "
     "preg_replace_callback iterator_apply",
     Word::run_callback_array},
    {"preg_replace preg_filter", Word::regex_replace},
    {"mb_ereg_replace mb_eregi_replace mbereg_replace mberegi_replace", Word::mb_regex},
    {"filter_var filter_var_array", Word::filter},
    {"reflectionfunction reflectionmethod", Word::reflection},
    {"arrayiterator arrayobject splfixedarray splobjectstorage splstack splqueue spldoublylinkedlist",
     Word::holder},
    {"splfileobject spltempfileobject", Word::file_object},

    {"fsockopen pfsockopen stream_socket_client", Word::open_socket},
    {"socket_create", Word::make_socket},
    {"stream_socket_accept socket_accept socket_create_listen", Word::accept_socket},
    {"socket_sendto stream_socket_sendto", Word::send_to},
    {"socket_connect", Word::connect_socket},
    {"file_get_contents file readfile get_headers get_meta_tags", Word::fetch},
    {"dns_get_record", Word::lookup},
    {"registerphpfunctions createfunction sqlitecreatefunction createaggregate createcollation",
     Word::method_callback},
    {"extractto", Word::unpack_archive},
    {"com", Word::method_callback},
    {"stream_copy_to_stream", Word::copy_stream},
    {"curl_init", Word::curl_init},
    {"curl_setopt curl_setopt_array", Word::curl_option},
    {"curl_multi_add_handle", Word::curl_join},
    {"curl_exec curl_multi_getcontent curl_multi_exec", Word::curl_exec},
    {"fgets fread fgetc stream_get_contents stream_get_line socket_read socket_recv socket_recvfrom fscanf "
     "fgetss fpassthru",
     Word::read_stream},
    {"fwrite fputs socket_write socket_send gzwrite gzputs bzwrite", Word::write_stream},
    {"fopen gzopen bzopen tmpfile", Word::open_file},

    {"file_put_contents", Word::write_file},
    {"error_log", Word::write_log},
    {"move_uploaded_file", Word::move_upload},
    {"copy", Word::copy_file},
    {"opendir scandir glob dir readdir chdir directoryiterator recursivedirectoryiterator filesystemiterator",
     Word::list_dir},
    {"gzfile readgzfile bzread gzread parse_ini_file simplexml_load_file", Word::read_file},
    {"highlight_file show_source highlight_string php_strip_whitespace", Word::show_file},
    {"unlink rmdir", Word::delete_file},
    {"rename link symlink", Word::rename_file},
    {"chmod chown chgrp", Word::change_mode},
    {"mkdir", Word::make_dir},
    {"touch", Word::touch_file},

    {"mail mb_send_mail imap_mail", Word::send_mail},
    {"set_time_limit", Word::no_time_limit},
    {"ignore_user_abort", Word::ignore_abort},
    {"error_reporting ini_set ini_alter", Word::no_errors},
    {"extract import_request_variables", Word::extract},
    {"parse_str mb_parse_str", Word::parse_str},
    {"unserialize", Word::unserialize},
    {"getenv apache_getenv filter_input filter_input_array", Word::environment},
    {"getallheaders apache_request_headers", Word::headers},
    {"session_id", Word::session_id},
    {"define", Word::define},
    {"current reset end next prev pos key each array_shift array_pop array_values array_keys array_reverse "
     "array_merge array_slice "
     "array_flip array_unique array_combine array_chunk array_rand array_fill array_pad array_filter_keys "
     "iterator_to_array "
     "get_defined_vars func_get_args func_get_arg array_key_first array_key_last",
     Word::take_first},
    {"get_defined_functions", Word::names_of},
    {"exif_read_data read_exif_data exif_thumbnail iptcparse getimagesize", Word::exif},
    {"md5 sha1 crypt hash password_verify crc32", Word::hash_of},
    {"mysql_query mysqli_query pg_query mssql_query sqlite_query", Word::db_query},

    {"base64_decode str_rot13 gzinflate gzuncompress gzdecode zlib_decode convert_uudecode hex2bin strrev "
     "rawurldecode urldecode "
     "openssl_decrypt mcrypt_decrypt bzdecompress html_entity_decode quoted_printable_decode",
     Word::decode},
    {"chr", Word::chr},
    {"ord mb_ord hexdec bindec octdec", Word::ord},
    {"trim ltrim rtrim chop stripslashes stripcslashes strtolower strtoupper ucfirst lcfirst ucwords nl2br "
     "strip_tags strval utf8_decode "
     "utf8_encode iconv mb_convert_encoding htmlspecialchars_decode json_decode serialize addcslashes "
     "wordwrap chunk_split "
     "str_pad str_repeat strstr stristr strrchr base_convert base64_encode bin2hex urlencode rawurlencode "
     "gethostbyname "
     "parse_url basename htmlspecialchars htmlentities addslashes get_magic_quotes_gpc array_pop_value "
     "realpath json_encode "
     "mysql_escape_string string_value strpbrk array_change_key_case max min nl2br http_build_query "
     "gethostbyaddr "
     "simplexml_load_string xmlrpc_decode filter_list zip_open zip_read zip_entry_name zip_entry_read "
     "pathinfo",
     Word::pass},
    {"implode join", Word::join},
    {"explode preg_split str_split split spliti mb_str_split strtok sscanf str_getcsv chunk", Word::split},
    {"intval floatval doubleval boolval abs floor ceil round is_numeric ctype_digit ctype_alnum "
     "escapeshellarg escapeshellcmd "
     "number_format ip2long inet_pton strtotime in_array array_key_exists preg_match preg_match_all "
     "function_exists "
     "file_exists is_file is_dir is_callable method_exists class_exists strpos stripos strrpos substr_count "
     "strcmp "
     "strcasecmp strncmp strncasecmp checkdate date gmdate mktime is_array is_string is_int is_null is_bool "
     "is_object "
     "version_compare uniqid preg_quote defined settype is_writable is_readable is_executable filesize "
     "filemtime fileperms "
     "ctype_xdigit ctype_alpha array_search similar levenshtein soundex metaphone memory_get_usage "
     "is_resource is_link",
     Word::clean},
    {"strlen count sizeof mb_strlen", Word::length},
    {"pack unpack", Word::pack},
    {"sprintf vsprintf printf vprintf", Word::format},
    {"str_replace str_ireplace strtr substr_replace ereg_replace eregi_replace", Word::replace},
    {"substr mb_substr mb_strcut", Word::substring},
    {"range", Word::map},
    {"compact", Word::compact},
    {"rand mt_rand random_int", Word::random},
    {"time microtime hrtime", Word::time_now},
};

constexpr size_t kSlots = 4096, kMaxLength = 34;

struct Slot {
  std::string_view name;
  Word word = Word::none;
};

constexpr char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr size_t slot_of(std::string_view name) {
  uint32_t h = 2166136261u;
  for (const char c : name) h = (h ^ static_cast<uint8_t>(folded(c))) * 16777619u;
  return (h ^ h >> 15) % kSlots;
}

constexpr void put(std::array<Slot, kSlots>& table, std::string_view name, Word word) {
  size_t at = slot_of(name);
  while (!table[at].name.empty()) at = (at + 1) % kSlots;
  table[at] = {name, word};
}

consteval std::array<Slot, kSlots> make_table() {
  std::array<Slot, kSlots> table{};
  for (const Named& named : kAll) {
    std::string_view rest = named.names;
    while (!rest.empty()) {
      const size_t end = rest.find(' ') == std::string_view::npos ? rest.size() : rest.find(' ');
      if (end > 0) put(table, rest.substr(0, end), named.word);
      rest.remove_prefix(end < rest.size() ? end + 1 : end);
    }
  }
  return table;
}

constexpr std::array<Slot, kSlots> kTable = make_table();

bool same(std::string_view lower, std::string_view other) {
  if (lower.size() != other.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i)
    if (lower[i] != folded(other[i])) return false;
  return true;
}

}  // namespace

Word word_of(std::string_view name) {
  if (name.size() < 2 || name.size() > kMaxLength) return Word::none;
  for (size_t at = slot_of(name); !kTable[at].name.empty(); at = (at + 1) % kSlots)
    if (same(kTable[at].name, name)) return kTable[at].word;
  return Word::none;
}

bool is_dangerous(Word word) {
  switch (word) {
    case Word::run_command:
    case Word::run_code:
    case Word::run_lambda:
    case Word::kw_eval:
    case Word::decode:
      return true;
    default:
      return false;
  }
}

}  // namespace culprit::audit
