// The functions of libyara that culprit calls.
#pragma once
#include <yara.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libyara{CULPRIT_LIBYARA};

CULPRIT_BORROW(libyara, yr_initialize);
CULPRIT_BORROW(libyara, yr_finalize);
CULPRIT_BORROW(libyara, yr_compiler_create);
CULPRIT_BORROW(libyara, yr_compiler_destroy);
CULPRIT_BORROW(libyara, yr_compiler_set_callback);
CULPRIT_BORROW(libyara, yr_compiler_define_string_variable);
CULPRIT_BORROW(libyara, yr_compiler_add_string);
CULPRIT_BORROW(libyara, yr_compiler_add_file);
CULPRIT_BORROW(libyara, yr_compiler_get_rules);
CULPRIT_BORROW(libyara, yr_rules_load);
CULPRIT_BORROW(libyara, yr_rules_destroy);
CULPRIT_BORROW(libyara, yr_scanner_create);
CULPRIT_BORROW(libyara, yr_scanner_destroy);
CULPRIT_BORROW(libyara, yr_scanner_set_callback);
CULPRIT_BORROW(libyara, yr_scanner_set_timeout);
CULPRIT_BORROW(libyara, yr_scanner_set_flags);
CULPRIT_BORROW(libyara, yr_scanner_scan_mem);

}  // namespace culprit::host
