#!/usr/bin/env bash
# Formats every C++ file with .clang-format; --check only says which ones differ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mapfile -d '' files < <(find src tests tools bench fuzz cmake \( -name '*.cc' -o -name '*.h' \) -type f -print0 2>/dev/null)
((${#files[@]})) || exit 0
case ${1-} in
  '') clang-format-19 -i "${files[@]}" ;;
  --check) clang-format-19 --dry-run --Werror "${files[@]}" ;;
  *)
    echo "usage: ./run format [--check]" >&2
    exit 2
    ;;
esac
