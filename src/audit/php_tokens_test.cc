#include "audit/php_tokens.h"

#include <gtest/gtest.h>

#include <string>

namespace culprit::audit {
namespace {

std::string kinds(std::string_view source) {
  std::string out;
  Tokens t;
  read_php(source, t);
  for (const Token& one : t.all) {
    switch (one.kind) {
      case TokenKind::html:
        out += "html ";
        break;
      case TokenKind::open:
        out += "open ";
        break;
      case TokenKind::echo:
        out += "echo ";
        break;
      case TokenKind::close:
        out += "close ";
        break;
      default:
        out += std::string(t.text(one)) + ' ';
    }
  }
  return out;
}

TEST(PhpTokens, TagsAndHtml) {
  EXPECT_EQ(kinds("<b>x</b>"), "");
  EXPECT_EQ(kinds("<?xml version=\"1.0\"?><svg/>"), "");
  EXPECT_EQ(kinds("<b><?php $a ?></b>\n<?= $b ?>"), "html open $a close html echo $b close ");
  EXPECT_EQ(kinds("<? $a; ?>"), "open $a ; close ");
  EXPECT_EQ(kinds("<SCRIPT language='PHP'>$a</script>"), "open $a close ");
  EXPECT_EQ(find_php("nothing < ? here"), std::string_view::npos);
  EXPECT_EQ(find_php("ab<?PHP\n"), 2u);
}

TEST(PhpTokens, CommentsEndAtTheTagOrLine) {
  EXPECT_EQ(kinds("<?php // a ?>b<?php # c\n$d /* ' */ ;"), "open close html open $d ; ");
  EXPECT_EQ(kinds("<?php $a /* open"), "open $a ");
  EXPECT_EQ(kinds("<?php #[Attribute]\n$a"), "open # [ Attribute ] $a ");
}

TEST(PhpTokens, StringsKeepWhatIsInThem) {
  EXPECT_EQ(kinds("<?php 'it\\'s' . \"a \\\" $b\" . `id`"), "open it\\'s . a \\\" $b . id ");
  EXPECT_EQ(kinds("<?php \"{$a[\"x\"]} y\" ;"), "open {$a[\"x\"]} y ; ");
  EXPECT_EQ(kinds("<?php 'not closed"), "open not closed ");
  EXPECT_EQ(kinds("<?php \"ends with \\"), "open ends with \\ ");
}

TEST(PhpTokens, Heredoc) {
  EXPECT_EQ(kinds("<?php $a = <<<EOT\none\n two EOTX\nEOT;\n$b"), "open $a = one\n two EOTX ; $b ");
  EXPECT_EQ(kinds("<?php <<<'N'\n$x\n  N . 1"), "open $x . 1 ");
  EXPECT_EQ(kinds("<?php 1 << 2; <<<"), "open 1 << 2 ; << < ");
}

TEST(PhpTokens, NamesHaveWordsWhateverTheirCase) {
  Tokens t;
  read_php("<?php \\EVAL($x); System(1); foo\\bar\\assert(2); evaluate();", t);
  EXPECT_EQ(t.all[1].word, Word::kw_eval);
  EXPECT_EQ(t.all[6].word, Word::run_command);
  EXPECT_EQ(t.all[11].word, Word::run_code);
  EXPECT_EQ(t.all[16].word, Word::none);
  EXPECT_TRUE(t.traits.runs_text);
  EXPECT_TRUE(t.traits.sure);
}

TEST(PhpTokens, LimitsAndHalt) {
  Tokens t;
  std::string many = "<?php ";
  for (int i = 0; i < 1000; ++i) many += "$a;";
  read_php(many, t, false, 100);
  EXPECT_EQ(t.all.size(), 100u);
  EXPECT_TRUE(t.traits.cut);
  read_php("<?php __halt_compiler(); $x", t);
  EXPECT_EQ(t.all.size(), 2u);
}

TEST(PhpTokens, Lines) {
  EXPECT_EQ(line_of("a\nb\nc", 0), 1u);
  EXPECT_EQ(line_of("a\nb\nc", 4), 3u);
}

}  // namespace
}  // namespace culprit::audit
