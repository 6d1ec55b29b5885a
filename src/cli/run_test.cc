#include "cli/run.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace culprit::cli {
namespace {

namespace fs = std::filesystem;

struct Ran {
  int status = -1;
  std::string out;
};

// In a child, as culprit gives up its rights for good. Both outputs are read together.
Ran culprit(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "culprit");
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    dup2(ends[1], 2);
    close(ends[0]);
    std::vector<const char*> argv;
    argv.reserve(arguments.size());
    for (const std::string& a : arguments) argv.push_back(a.c_str());
    setenv("LC_ALL", "C.UTF-8", 1);
    _exit(run(static_cast<int>(argv.size()), argv.data()));
  }
  close(ends[1]);
  Ran ran;
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;)
    ran.out.append(buffer.data(), static_cast<size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

template <class T>
void put(std::string& out, T value) {
  for (size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
}

// A pcap with `n` ARP requests, one each second.
std::string capture_of(uint32_t n) {
  std::string out;
  put<uint32_t>(out, 0xa1b2c3d4);
  put<uint16_t>(out, 2);
  put<uint16_t>(out, 4);
  for (const uint32_t value : {0U, 0U, 65535U, 1U}) put(out, value);
  for (uint32_t i = 0; i < n; ++i) {
    for (const uint32_t value : {1'299'262'801 + i, 0U, 42U, 42U}) put(out, value);
    out += std::string(6, '\xff') +
           std::string("\x02\0\x5e\x10\0\1\x08\x06\0\1\x08\0\6\4\0\1\x02\0\x5e\x10\0\1", 22) +
           std::string("\xc0\0\2\1\0\0\0\0\0\0\xc0\0\2\7", 14);
  }
  return out;
}

class Cli : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "culprit-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& content) {
    const fs::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  fs::path folder_;
};

TEST_F(Cli, VersionAndHelp) {
  EXPECT_TRUE(culprit({"--version"}).out.starts_with("culprit "));
  EXPECT_TRUE(holds(culprit({"--help"}).out, "examples:"));
  EXPECT_EQ(culprit({"help"}).status, 0);
  EXPECT_EQ(culprit({"explain", "--help"}).status, 0);
}

TEST_F(Cli, WrongUseIsStatus2AndOneSentence) {
  EXPECT_EQ(culprit({}).status, 2);
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"explain"},
                                                                     {"explode", "x"},
                                                                     {"explain", "--no-such-flag", "x"},
                                                                     {"explain", "--format", "xml", "x"},
                                                                     {"explain", "--local", "here", "x"},
                                                                     {"explain", "--threads", "0", "x"},
                                                                     {"explain", "-", "-"}}) {
    const Ran ran = culprit(arguments);
    EXPECT_EQ(ran.status, 2) << ran.out;
    EXPECT_TRUE(ran.out.starts_with("culprit: ")) << ran.out;
  }
}

TEST_F(Cli, AForgottenVerbIsNamed) {
  const Ran ran = culprit({file("a.pcap", capture_of(1))});
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(holds(ran.out, "culprit explain ")) << ran.out;
}

TEST_F(Cli, ExplainsACapture) {
  const Ran ran = culprit({"explain", file("a.pcap", capture_of(3))});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(ran.out.starts_with("ORDINARY")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "ARP: who has this address?"));
}

TEST_F(Cli, WritesJsonToAFile) {
  const std::string out = folder_ / "report.json";
  const Ran ran =
      culprit({"explain", "--format", "json", "-o", out, "--sha256", file("a.pcap", capture_of(2))});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(ran.out.empty());
  std::ifstream in(out);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(holds(text, "\"verdict\": \"ordinary\""));
  EXPECT_TRUE(holds(text, "\"sha256\": \""));
}

TEST_F(Cli, SeveralInputsAreOneCase) {
  const Ran ran =
      culprit({"explain", "--format", "json", file("a.pcap", capture_of(2)), file("b.pcap", capture_of(3))});
  EXPECT_TRUE(holds(ran.out, "\"packets\": 5,")) << ran.out;
}

TEST_F(Cli, AnUnreadableInputIsAWarningBesideAnother) {
  const std::string good = file("a.pcap", capture_of(2)),
                    bad = file("b.png", "\x89PNG\r\n\x1a\n" + std::string(100, ' '));
  const Ran both = culprit({"explain", good, bad});
  EXPECT_EQ(both.status, 0);
  EXPECT_TRUE(holds(both.out, "could not be read")) << both.out;
  const Ran alone = culprit({"explain", bad});
  EXPECT_EQ(alone.status, 2);
  EXPECT_TRUE(holds(alone.out, "picture")) << alone.out;
  EXPECT_EQ(culprit({"explain", folder_ / "missing.pcap"}).status, 2);
}

TEST_F(Cli, ACutFileIsReadAsFarAsItGoes) {
  const std::string whole = capture_of(3);
  const Ran ran = culprit({"explain", file("a.pcap", whole.substr(0, whole.size() - 5))});
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(holds(ran.out, "ends in the middle of a packet")) << ran.out;
}

TEST_F(Cli, EachGivesOneLinePerInputInTheirOrder) {
  std::vector<std::string> arguments{"explain", "--each", "--format", "json", "--threads", "4"};
  for (uint32_t i = 1; i <= 9; ++i)
    arguments.push_back(file("f" + std::to_string(i) + ".pcap", capture_of(i)));
  const Ran ran = culprit(arguments);
  EXPECT_EQ(ran.status, 0);
  size_t at = 0;
  for (uint32_t i = 1; i <= 9; ++i) {
    const size_t end = ran.out.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_TRUE(holds(ran.out.substr(at, end - at), "f" + std::to_string(i) + ".pcap"));
    at = end + 1;
  }
  EXPECT_EQ(at, ran.out.size());
}

TEST_F(Cli, EachGoesOnAfterABadInput) {
  const Ran ran = culprit({"explain", "--each", file("bad.txt", "hello"), file("a.pcap", capture_of(2))});
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(holds(ran.out, "ordinary")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "unreadable")) << ran.out;
}

constexpr const char* kUpload =
    "203.0.113.66 - wampp [06/Mar/2011:14:07:33 +0000] \"PUT /webdav/..php HTTP/1.1\" 201 31 \"-\" \"-\"\n"
    "192.0.2.9 - - [06/Mar/2011:14:07:34 +0000] \"GET / HTTP/1.1\" 200 31 \"-\" \"-\"\n"
    "203.0.113.66 - - [06/Mar/2011:15:07:33 +0000] \"GET "
    "/webdav/..php?act=phptools&host=198.51.100.77&time=60 HTTP/1.1\" 200 31 \"-\" \"-\"\n";

TEST_F(Cli, LogsAloneTellOfUploadAndOrder) {
  const Ran ran = culprit({"logs", file("access.log", kUpload)});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(ran.out.starts_with("HACKED")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "access.log:1: ")) << ran.out;
  EXPECT_EQ(culprit({"logs", "--fail-on", "high", file("access.log", kUpload)}).status, 1);
}

TEST_F(Cli, ALogJoinsACaptureWhereverItStands) {
  const std::string capture = file("a.pcap", capture_of(2)), log = file("access.log", kUpload),
                    older = file("access.log.1", kUpload);
  const Ran ran = culprit({"explain", capture, "--format", "json", "--log", log, older});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "\"packets\": 2,")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "\"lines\": 3,")) << ran.out;
  EXPECT_FALSE(holds(ran.out, "\"unreadable\"")) << ran.out;
}

TEST_F(Cli, WhatIsNoLogIsNamed) {
  const Ran noise = culprit({"logs", file("noise", std::string(5000, '\x01'))});
  EXPECT_EQ(noise.status, 2) << noise.out;
  EXPECT_TRUE(holds(noise.out, "no line here")) << noise.out;
  EXPECT_EQ(culprit({"logs", file("empty", "")}).status, 2);
  const Ran capture = culprit({"logs", file("a.pcap", capture_of(2))});
  EXPECT_EQ(capture.status, 2);
  EXPECT_TRUE(holds(capture.out, "capture, not a log")) << capture.out;
  const Ran mixed = culprit({"logs", file("access.log", kUpload + std::string("what is this?\n"))});
  EXPECT_EQ(mixed.status, 0);
  EXPECT_TRUE(holds(mixed.out, "what is this?")) << mixed.out;
}

TEST_F(Cli, ScansAFolderAndMovesAndPutsBack) {
  fs::create_directory(folder_ / "www");
  const std::string bad = file("www/..php", "<?php @eval($_POST['x']); ?>");
  file("www/index.php", "<?php echo 'Welcome'; ?>");
  const Ran ran = culprit({"scan", folder_ / "www"});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(ran.out.starts_with("HACKED")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "2 files were looked at")) << ran.out;
  const std::string away = folder_ / "away";
  EXPECT_EQ(culprit({"scan", "-q", "--quarantine", away, folder_ / "www"}).status, 0);
  EXPECT_FALSE(fs::exists(bad));
  EXPECT_TRUE(culprit({"scan", folder_ / "www"}).out.starts_with("CLEAN"));
  EXPECT_EQ(culprit({"scan", "--undo", away}).status, 0);
  EXPECT_TRUE(fs::exists(bad));
}

TEST_F(Cli, ScanOfNothingIsStatus2) {
  EXPECT_EQ(culprit({"scan"}).status, 2);
  EXPECT_EQ(culprit({"scan", folder_ / "missing"}).status, 2);
  EXPECT_EQ(culprit({"scan", "--rules", file("bad.yar", "rule {"), folder_}).status, 2);
}

TEST_F(Cli, QuietSaysNothing) {
  EXPECT_EQ(culprit({"explain", "-q", file("a.pcap", capture_of(2))}).out, "");
}

TEST_F(Cli, TheAnswerIsInTheAskedLanguage) {
  const std::string name = file("a.pcap", capture_of(3));
  EXPECT_TRUE(holds(culprit({"explain", "--lang", "de", name}).out, "Pakete"));
  EXPECT_TRUE(holds(culprit({"explain", "--lang", "de_AT.UTF-8", "--format", "json", name}).out, "Pakete"));
  EXPECT_FALSE(holds(culprit({"explain", "--lang", "xx", name}).out, "Pakete"));
}

TEST_F(Cli, OneFrameIsExplained) {
  const std::string name = file("a.pcap", capture_of(3));
  const Ran ran = culprit({"explain", "--frame", "2", name});
  EXPECT_EQ(ran.status, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "192.0.2.1 asks which network card has the address 192.0.2.7")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "packet 2 of 3 between")) << ran.out;
  EXPECT_TRUE(holds(ran.out, "netstat -abno")) << ran.out;
  EXPECT_TRUE(holds(culprit({"explain", "--frame", "2", "--format", "json", name}).out, "culprit.frame/1"));
}

TEST_F(Cli, AFrameThatIsNotThereIsOneSentence) {
  const std::string name = file("a.pcap", capture_of(3));
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"explain", "--frame", "4", name},
                                             {"explain", "--frame", "0", name},
                                             {"explain", "--frame", "-1", name},
                                             {"explain", "--frame", "2x", name},
                                             {"explain", "--frame", "1", name, name}}) {
    const Ran ran = culprit(arguments);
    EXPECT_EQ(ran.status, 2) << ran.out;
    EXPECT_TRUE(ran.out.starts_with("culprit: ")) << ran.out;
  }
}

TEST_F(Cli, APostIsShortAndNamesNobody) {
  const Ran ran = culprit({"explain", "--format", "post", "--lang", "de", file("a.pcap", capture_of(3))});
  EXPECT_EQ(ran.status, 0);
  EXPECT_LE(ran.out.size(), 2800U);  // bytes; at most 2,500 characters
  EXPECT_FALSE(holds(ran.out, "192.0.2.")) << ran.out;
}

TEST_F(Cli, AFilterNarrowsTheQuestion) {
  const std::string name = file("a.pcap", capture_of(3));
  EXPECT_TRUE(holds(culprit({"explain", "--filter", "arp", name}).out, "3 packets"));
  const Ran none = culprit({"explain", "--filter", "udp", name});
  EXPECT_EQ(none.status, 0) << none.out;
  EXPECT_TRUE(holds(none.out, "3 packets were left out")) << none.out;
  const Ran wrong = culprit({"explain", "--filter", "udp.port == 53", name});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_TRUE(holds(wrong.out, "--filter")) << wrong.out;
}

TEST_F(Cli, KindsOfTrafficAreListedAndTold) {
  EXPECT_TRUE(holds(culprit({"kinds"}).out, "arp-request"));
  EXPECT_TRUE(holds(culprit({"kinds", "arp-request"}).out, "arp.opcode == 1"));
  EXPECT_TRUE(holds(culprit({"kinds", "--format", "json", "arp"}).out, "culprit.kinds/1"));
  const Ran none = culprit({"kinds", "no\x1bsuch"});
  EXPECT_EQ(none.status, 2);
  EXPECT_TRUE(holds(none.out, "no\\x1bsuch")) << none.out;
}

}  // namespace
}  // namespace culprit::cli
