#!/usr/bin/env bash
# The HTML report in Chromium: see run.mjs, which gets the arguments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
scripts/node_packages.sh || {
  echo "the packages of tests/html could not be installed (npm needs a registry that it reaches)"
  echo "0 passed, 1 failed"
  exit 1
}
exec node tests/html/run.mjs "$@"
