// bench-measure SECONDS COMMAND [ARGUMENT]...
// Runs a command, its output thrown away, and prints: wait status, wall seconds, CPU seconds (user + system),
// peak RSS in KiB. A program of its own because the kernel counts the parent's memory at the time of fork()
// as the child's: measured from Python, nothing would ever take less than Python. The command is killed after
// SECONDS.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <initializer_list>

namespace {

constexpr int kNotFound = 127;

double now() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
}

[[noreturn]] void become(char** command, unsigned limit) {
  const int null = open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null, fd);
  alarm(limit);  // survives the exec, and its signal ends the command
  execvp(command[0], command);
  _exit(kNotFound);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: bench-measure SECONDS COMMAND [ARGUMENT]...\n", stderr);
    return 2;
  }
  const double start = now();
  const pid_t child = fork();
  if (child < 0) return 2;
  if (child == 0) become(argv + 2, static_cast<unsigned>(std::atoi(argv[1])));
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child) return 2;
  std::printf("%d %.6f %.6f %ld\n", status, now() - start, seconds(used.ru_utime) + seconds(used.ru_stime),
              used.ru_maxrss);
  return 0;
}
