// What a PHP script can do, found by following values from where they come in to where they act. Nothing is
// executed.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/php_tokens.h"

namespace culprit::audit {

/// One thing that a script does with what it is given. Names are those of the texts: "scan.act.<name>".
enum class Act : uint8_t {
  // execute
  command_request,   ///< a command line from the request
  command_argument,  ///< ... partly: fixed text around what the client sends
  eval_request,      ///< PHP code from the request
  call_request,      ///< calls a function that the request names
  call_hidden,       ///< calls a function whose name is not to be seen, with what the client sends
  include_request,   ///< runs a file that the request names
  include_upload,    ///< runs what was uploaded, or the body of the request
  unserialize_eval,  ///< objects from the request, in a script that evaluates their properties
  // connect
  command_network,  ///< a command line from a socket
  eval_remote,      ///< PHP code from another server
  reverse_shell,    ///< joins a shell and a socket
  tunnel,           ///< passes what the client sends on to a host that the client names
  // hide
  eval_decoded,     ///< runs code that it unpacks first
  eval_self,        ///< runs code kept in itself or in an image
  built_name,       ///< calls a dangerous function by a name put together from pieces
  blob,             ///< a long encoded text, and something that runs text
  request_decoded,  ///< what the client sends is decoded before it runs
  // upload
  upload_anywhere,  ///< stores an upload under the name that the client chose
  upload_script,    ///< stores an upload as a script
  write_request,    ///< writes what the client sends to where the client wants, or to a script
  write_remote,     ///< fetches a file into a script, or to where the client wants
  drop_script,      ///< writes a script that it carries encoded
  // flood
  udp_flood,  ///< sends UDP to an address from the request, over and over
  udp_loop,   ///< sends UDP over and over, to an address from elsewhere
  tcp_flood,  ///< opens connections to an address from the request, over and over
  // the others
  file_manager,  ///< lists, shows, changes and deletes what the client names
  mail_spam,     ///< sends mail whose receiver, subject and text the client gives
  mail_loop,     ///< ... over and over
  proxy,         ///< fetches what the client names
  // support: says little alone
  no_time_limit,
  ignores_abort,
  no_errors,
  gate,         ///< asks for a password that is kept as a hash in it
  eval_unknown  ///< runs code of unknown origin
};

struct Fact {
  Act act;
  bool weak = false;   ///< the way of the value is only likely
  bool inner = false;  ///< inside a function or a method
  bool bare = false;   ///< where it goes and what it is: nothing of it is the script's own
  size_t offset = 0;   ///< into the file
  std::string detail;  ///< what it calls, as the source has it
};

struct Reach {
  std::vector<Fact> facts;
  bool encoded = false;     ///< made by an encoder of source code: nobody can tell what it does
  bool incomplete = false;  ///< a limit was met
  bool large = false;       ///< has classes, or is long: part of something
  bool program = false;     ///< includes files that stand beside it
  size_t tokens = 0;
};

const char* name(Act act);
/// "flood", "execute", "upload", "hide", "browse", "mail-spam", "proxy", "connect"; "" for support.
const char* capability(Act act);

/// Whether a closer look can find anything at all.
bool worth_a_look(const Traits& traits);
Reach php_reach(Tokens& tokens);

}  // namespace culprit::audit
