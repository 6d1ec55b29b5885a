#include "host/privileges.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace culprit::host {
namespace {

// In a child, as it cannot be taken back. The child tells by its exit code.
template <class Check>
int in_child(Check check) {
  const pid_t child = fork();
  if (child == 0) _exit(drop_privileges() ? check() : 99);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool supported() {
  return in_child([] { return 0; }) != 99;
}

TEST(Privileges, AReaderCannotOpenASocket) {
  if (!supported()) GTEST_SKIP() << "no seccomp here";
  EXPECT_EQ(in_child([] { return socket(AF_INET, SOCK_DGRAM, 0) < 0 && errno == EPERM ? 0 : 1; }), 0);
  EXPECT_EQ(in_child([] { return socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EPERM ? 0 : 1; }), 0);
}

TEST(Privileges, AReaderCannotStartAProgram) {
  if (!supported()) GTEST_SKIP() << "no seccomp here";
  EXPECT_EQ(in_child([] {
              char name[] = "/bin/true";
              char* const arguments[] = {name, nullptr};
              execve(name, arguments, nullptr);
              return errno == EPERM ? 0 : 1;
            }),
            0);
}

TEST(Privileges, AReaderCanStillReadFiles) {
  if (!supported()) GTEST_SKIP() << "no seccomp here";
  EXPECT_EQ(in_child([] {
              std::FILE* file = std::fopen("/etc/passwd", "r");
              return file && std::fgetc(file) != EOF ? 0 : 1;
            }),
            0);
}

}  // namespace
}  // namespace culprit::host
