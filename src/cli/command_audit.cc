#include "cli/command_audit.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "cli/command_explain.h"
#include "cli/delivery.h"
#include "cli/messages.h"
#include "harden/audit_case.h"
#include "harden/patch.h"
#include "host/configuration.h"
#include "host/output.h"
#include "host/server_trial.h"

namespace culprit::cli {
namespace {

void append(Case& all, Case&& one) {
  all.verdict = std::min(all.verdict, one.verdict);
  std::ranges::move(one.files, std::back_inserter(all.files));
  std::ranges::move(one.findings, std::back_inserter(all.findings));
  std::ranges::move(one.warnings, std::back_inserter(all.warnings));
  std::ranges::move(one.answer, std::back_inserter(all.answer));
}

struct Done {
  Case c;
  std::string patch;
};

Result<Done> audit_one(const std::string& path, bool trial) {
  auto configuration = host::Configuration::open(path);
  if (!configuration) return std::unexpected(configuration.error());
  const harden::Files files = configuration->files();
  const harden::Result found = harden::audit(configuration->starts(), files);
  const auto changed = harden::changed_files(found.problems, files);
  const harden::Files patched = configuration->files(changed);
  const harden::Result left = harden::audit(configuration->starts(), patched);
  std::vector<harden::Proof> proofs;
  if (trial) proofs = host::try_with_apache(configuration->starts(), found, files, patched);
  Done done{harden::audit_case(found, left, files, proofs), harden::patch_of(found, files)};
  for (InputFile& f : done.c.files) f.name = configuration->located(f.name);
  for (Finding& f : done.c.findings)
    for (Evidence& e : f.evidence) e.path = configuration->located(e.path);
  return done;
}

}  // namespace

int audit(const ExplainOptions& o) {
  const std::vector<std::string> inputs = o.inputs.empty() ? std::vector<std::string>{"/"} : o.inputs;
  std::optional<Case> all;
  std::string patch;
  for (const std::string& path : inputs) {
    Result<Done> one = audit_one(path, !o.no_trial);
    if (!one) {
      complain(one.error());
      continue;
    }
    patch += one->patch;
    if (all)
      append(*all, std::move(one->c));
    else
      all = std::move(one->c);
  }
  if (!all) return failed;
  put_in_order(*all);
  if (!deliver(o, rendered(o, *all))) return failed;
  if (!o.patch.empty())
    if (const auto problem = host::write_file(o.patch, patch)) {
      complain(*problem);
      return failed;
    }
  return reached(o, *all) ? found : done;
}

}  // namespace culprit::cli
