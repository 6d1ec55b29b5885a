// Measures and their proofs, for people and for programs.
#pragma once
#include <span>
#include <string>

#include "case/case.h"
#include "case/proof.h"
#include "report/exporter.h"

namespace culprit::report {

/// `culprit contain`.
std::string measures_text(const Case& c, std::span<const ProvenMeasure> all, const Words& words,
                          const Style& style);
std::string measures_json(const Case& c, std::span<const ProvenMeasure> all, const Words& words);
/// `culprit prove`.
std::string proof_text(const Case& c, const Proof& proof, const Words& words, const Style& style);
std::string proof_json(const Case& c, const Proof& proof, const Words& words);

}  // namespace culprit::report
