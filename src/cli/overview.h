// Many cases at a glance: a table, worst first.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "case/case.h"
#include "report/exporter.h"

namespace culprit::cli {

class Overview {
 public:
  void add(const std::string& input, const Result<Case>& result, const Words& words);
  std::string text(const Words& words, const report::Style& style);

 private:
  struct Row {
    size_t rank = 0;  ///< of the verdict; unreadable inputs come last
    uint64_t packets = 0;
    std::string verdict, input, what;
  };
  std::vector<Row> rows_;
};

}  // namespace culprit::cli
