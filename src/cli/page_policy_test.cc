// The page lets only those scripts and styles run that are in it: a check above the rooms, because it needs a
// hash.
#include <gtest/gtest.h>

#include "cli/delivery.h"
#include "host/sha256.h"
#include "report/html_policy.h"

namespace culprit::cli {
namespace {

TEST(PagePolicy, NamesTheChecksumsOfWhatStandsInThePage) {
  ExplainOptions options;
  options.format = "html";
  const std::string page = rendered(options, Case{});
  ASSERT_EQ(report::page_assets().size(), 4u);
  for (const report::Asset& a : report::page_assets()) {
    host::Sha256 hash;
    hash.add(Bytes(a.text));
    EXPECT_EQ(hash.finish(), a.sha256) << a.name;
    EXPECT_NE(page.find('>' + std::string(a.text) + "</"), std::string::npos) << a.name;
    EXPECT_EQ(a.text.find("</script"), std::string::npos) << a.name;
  }
  const std::string policy = report::policy(report::page_assets());
  EXPECT_TRUE(policy.starts_with("default-src 'none'; script-src 'sha256-"));
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

}  // namespace
}  // namespace culprit::cli
