#include "host/privileges.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace culprit::host {
namespace {

#ifdef __x86_64__
constexpr uint32_t kArch = AUDIT_ARCH_X86_64;
#else
constexpr uint32_t kArch = AUDIT_ARCH_AARCH64;
#endif
// Calls of the x32 ABI carry this bit; nothing here is built for it.
constexpr uint32_t kForeignCall = 0x40000000;

constexpr std::array kForbidden{
    SYS_execve, SYS_execveat, SYS_socket,  SYS_socketpair,       SYS_connect,           SYS_bind,
    SYS_listen, SYS_sendto,   SYS_sendmsg, SYS_process_vm_readv, SYS_process_vm_writev, SYS_io_uring_setup,
#ifndef __SANITIZE_ADDRESS__  // the leak checker looks at its own process this way
    SYS_ptrace,
#endif
};

constexpr sock_filter statement(unsigned code, uint32_t value) {
  return {static_cast<uint16_t>(code), 0, 0, value};
}
constexpr sock_filter unless(unsigned test, uint32_t value, size_t skip) {
  return {static_cast<uint16_t>(BPF_JMP | test | BPF_K), 0, static_cast<uint8_t>(skip), value};
}
constexpr sock_filter when(unsigned test, uint32_t value, size_t skip) {
  return {static_cast<uint16_t>(BPF_JMP | test | BPF_K), static_cast<uint8_t>(skip), 0, value};
}

// Another architecture -> refuse; a foreign or forbidden call -> refuse; anything else -> allow.
constexpr auto program() {
  std::array<sock_filter, kForbidden.size() + 6> out{};
  size_t n = 0;
  constexpr size_t last = out.size() - 1;
  out[n++] = statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch));
  out[n] = unless(BPF_JEQ, kArch, last - n - 1), ++n;
  out[n++] = statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr));
  out[n] = when(BPF_JGE, kForeignCall, last - n - 1), ++n;
  for (const long call : kForbidden) out[n] = when(BPF_JEQ, static_cast<uint32_t>(call), last - n - 1), ++n;
  out[n++] = statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  out[n] = statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  return out;
}

}  // namespace

bool drop_privileges() {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  static auto filter = program();
  const sock_fprog all{static_cast<unsigned short>(filter.size()), filter.data()};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &all) == 0;
}

}  // namespace culprit::host

#else

namespace culprit::host {
bool drop_privileges() { return false; }
}  // namespace culprit::host

#endif
