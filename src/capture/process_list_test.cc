#include "capture/process_list.h"

#include <gtest/gtest.h>

namespace culprit::capture {
namespace {

const Socket* find(const ProcessList& list, uint16_t port) {
  for (const Socket& s : list.sockets)
    if (s.local_port == port) return &s;
  return nullptr;
}

TEST(ProcessList, NetstatOfWindows) {
  const ProcessList list = read_process_list(
      "\r\nAktive Verbindungen\r\n\r\n  Proto  Lokale Adresse  Remoteadresse  Status  PID\r\n"
      "  TCP    0.0.0.0:80             0.0.0.0:0              ABH\xc3\x96REN         1234\r\n [httpd.exe]\r\n"
      "  TCP    [::1]:135              [::]:0                 LISTENING       800\r\n  RpcSs\r\n "
      "[svchost.exe]\r\n"
      "  UDP    192.0.2.20:28031       *:*                                    1234\r\n [httpd.exe]\r\n");
  ASSERT_EQ(list.sockets.size(), 3u);
  EXPECT_EQ(find(list, 28031)->protocol, 17);
  EXPECT_EQ(find(list, 28031)->pid, 1234u);
  EXPECT_EQ(find(list, 28031)->local.text(), "192.0.2.20");
  EXPECT_TRUE(find(list, 80)->local.is_none());
  EXPECT_EQ(find(list, 135)->local.text(), "::1");
  EXPECT_EQ(list.name_of(1234), "httpd.exe");
  EXPECT_EQ(list.name_of(800), "svchost.exe");
  EXPECT_EQ(list.name_of(9), "");
}

TEST(ProcessList, TasklistNamesTheNumbersOfNetstat) {
  const ProcessList list = read_process_list(
      "  UDP    0.0.0.0:5000   *:*    77\n"
      "Image Name                     PID Session Name        Session#    Mem Usage\n"
      "========================= ======== ================ =========== ============\n"
      "System Idle Process              0 Services                   0         24 K\n"
      "my program.exe                  77 Console                    1     10,000 K\n"
      "\"apache.exe\",\"78\",\"Console\",\"1\",\"10,000 K\"\n");
  EXPECT_EQ(list.name_of(77), "my program.exe");
  EXPECT_EQ(list.name_of(78), "apache.exe");
}

TEST(ProcessList, NetstatAndSsOfLinux) {
  const ProcessList list = read_process_list(
      "udp        0      0 192.0.2.20:28031        198.51.100.77:42598     ESTABLISHED 4711/apache2\n"
      "tcp6       0      0 :::80                   :::*                    LISTEN      4712/apache2\n"
      "udp   UNCONN 0 0 192.0.2.20%eth0:68 0.0.0.0:* users:((\"dhclient\",pid=600,fd=9))\n"
      "tcp   LISTEN 0 511 *:8080 *:* users:((\"node\",pid=601,fd=4),(\"node\",pid=602,fd=4))\n");
  ASSERT_EQ(list.sockets.size(), 4u);
  EXPECT_EQ(find(list, 28031)->remote.text(), "198.51.100.77");
  EXPECT_EQ(find(list, 28031)->remote_port, 42598);
  EXPECT_EQ(list.name_of(4711), "apache2");
  EXPECT_EQ(find(list, 80)->pid, 4712u);
  EXPECT_EQ(find(list, 68)->local.text(), "192.0.2.20");
  EXPECT_EQ(list.name_of(600), "dhclient");
  EXPECT_EQ(find(list, 8080)->pid, 601u);
}

TEST(ProcessList, Lsof) {
  const ProcessList list = read_process_list(
      "COMMAND  PID     USER   FD   TYPE DEVICE SIZE/OFF NODE NAME\n"
      "apache2 4711 www-data    4u  IPv4  12345      0t0  UDP 192.0.2.20:28031->198.51.100.77:80\n"
      "apache2 4710     root    4u  IPv6  12346      0t0  TCP *:80 (LISTEN)\n");
  ASSERT_EQ(list.sockets.size(), 2u);
  EXPECT_EQ(find(list, 28031)->remote.text(), "198.51.100.77");
  EXPECT_EQ(list.users.at(4711), "www-data");
  EXPECT_EQ(find(list, 80)->pid, 4710u);
}

TEST(ProcessList, OtherTextHasNone) {
  const ProcessList list =
      read_process_list("TCP is a protocol: it has ports\nudp\n[x]\n\"a\",\"b\"\ntcp 1:2:3:x\nusers:((\"\n");
  EXPECT_TRUE(list.sockets.empty());
  EXPECT_TRUE(list.programs.empty());
}

}  // namespace
}  // namespace culprit::capture
