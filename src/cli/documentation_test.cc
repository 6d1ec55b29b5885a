#include "cli/documentation.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "cli/flags.h"

namespace culprit::cli {
namespace {

std::string committed(const std::string& path) {
  std::ifstream in(CULPRIT_SOURCE_DIR "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Documentation, TheManualPageIsCurrent) {
  EXPECT_EQ(committed("docs/culprit.1"), manual_page()) << "run: culprit help --man > docs/culprit.1";
}

TEST(Documentation, TheCompletionIsCurrent) {
  EXPECT_EQ(committed("completions/culprit.bash"), bash_completion())
      << "run: culprit help --bash > completions/culprit.bash";
}

TEST(Documentation, TheHelpNamesEveryFlag) {
  for (const Flag& f : flags())
    EXPECT_NE(help_text().find("--" + std::string(f.name)), std::string::npos) << f.name;
}

TEST(Flags, NamesAndLettersAreUnique) {
  std::set<std::string_view> names;
  std::set<char> letters;
  for (const Flag& f : flags()) {
    EXPECT_TRUE(names.insert(f.name).second) << f.name;
    EXPECT_TRUE(f.letter == 0 || letters.insert(f.letter).second) << f.name;
    EXPECT_TRUE(f.help.ends_with('.')) << f.name;
  }
}

TEST(Flags, TheHelpFitsATerminal) {
  const std::string help = help_text();
  for (size_t at = 0; at < help.size(); at = help.find('\n', at) + 1)
    EXPECT_LE(help.find('\n', at) - at, 100U) << help.substr(at, 100);
}

}  // namespace
}  // namespace culprit::cli
