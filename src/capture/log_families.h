// All families of logs, and what several of them read alike.
#pragma once
#include "capture/log_format.h"

namespace culprit::capture {

extern const LogFamily access_log, w3c_log, json_log, journal_log, error_log, ftp_log, auth_log;

/// What sshd says of a login: "Accepted password for root from 192.0.2.1 port 4022 ssh2". Sets method, user,
/// client, status.
bool read_login(std::string_view message, LogLine& line);

}  // namespace culprit::capture
