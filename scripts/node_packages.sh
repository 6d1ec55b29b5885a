#!/usr/bin/env bash
# The Node packages of tests/html, in the versions of its package-lock.json (which names checksums, and no registry: that is
# npm's own configuration's matter), into build/node. Does nothing where they are there.
#   scripts/node_packages.sh          installs them
#   scripts/node_packages.sh vendor   and copies uPlot's built bundle to vendor/uplot
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
to=build/node
if ! cmp -s tests/html/package-lock.json "$to/installed.json"; then
  rm -rf "$to"
  mkdir -p "$to"
  cp tests/html/package.json tests/html/package-lock.json "$to/"
  npm ci --prefix "$to" --ignore-scripts --no-audit --no-fund --loglevel=error >"$to/npm.log" 2>&1 </dev/null || {
    cat "$to/npm.log" >&2
    exit 1
  }
  cp tests/html/package-lock.json "$to/installed.json"
fi
[[ ${1-} != vendor ]] || cp "$to"/node_modules/uplot/{dist/uPlot.iife.min.js,dist/uPlot.min.css,LICENSE} vendor/uplot/
