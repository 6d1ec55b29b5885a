// The functions of libarchive that culprit calls.
#pragma once
#include <archive.h>
#include <archive_entry.h>

#include "host/library.h"

namespace culprit::host {

inline constinit Library libarchive{CULPRIT_LIBARCHIVE};
CULPRIT_BORROW(libarchive, archive_read_new);
CULPRIT_BORROW(libarchive, archive_read_free);
CULPRIT_BORROW(libarchive, archive_read_open_fd);
CULPRIT_BORROW(libarchive, archive_read_open_memory);
CULPRIT_BORROW(libarchive, archive_read_next_header);
CULPRIT_BORROW(libarchive, archive_format);
CULPRIT_BORROW(libarchive, archive_filter_bytes);
CULPRIT_BORROW(libarchive, archive_filter_count);
CULPRIT_BORROW(libarchive, archive_read_data_block);
CULPRIT_BORROW(libarchive, archive_read_support_filter_all);
CULPRIT_BORROW(libarchive, archive_read_support_format_7zip);
CULPRIT_BORROW(libarchive, archive_read_support_format_cpio);
CULPRIT_BORROW(libarchive, archive_read_support_format_rar);
CULPRIT_BORROW(libarchive, archive_read_support_format_rar5);
CULPRIT_BORROW(libarchive, archive_read_support_format_tar);
CULPRIT_BORROW(libarchive, archive_read_support_format_zip);
CULPRIT_BORROW(libarchive, archive_error_string);
CULPRIT_BORROW(libarchive, archive_format_name);
CULPRIT_BORROW(libarchive, archive_entry_filetype);
CULPRIT_BORROW(libarchive, archive_entry_hardlink);
CULPRIT_BORROW(libarchive, archive_entry_is_encrypted);
CULPRIT_BORROW(libarchive, archive_entry_pathname);
CULPRIT_BORROW(libarchive, archive_entry_pathname_utf8);
CULPRIT_BORROW(libarchive, archive_read_open);
CULPRIT_BORROW(libarchive, archive_read_support_filter_xz);
CULPRIT_BORROW(libarchive, archive_read_support_filter_bzip2);
CULPRIT_BORROW(libarchive, archive_read_support_filter_lz4);
CULPRIT_BORROW(libarchive, archive_read_support_filter_compress);
CULPRIT_BORROW(libarchive, archive_read_support_filter_lzip);
CULPRIT_BORROW(libarchive, archive_read_support_format_raw);
CULPRIT_BORROW(libarchive, archive_read_support_format_zip_streamable);

}  // namespace culprit::host
