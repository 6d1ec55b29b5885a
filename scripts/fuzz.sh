#!/usr/bin/env bash
# Runs every fuzz target of build/fuzz, SECONDS in total. Inputs found stay in build/; a crash is kept and told.
# usage: fuzz.sh SECONDS
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=$1
[[ $seconds =~ ^[0-9]+$ ]] || {
  echo "fuzz: how many seconds? \"$seconds\" is no number" >&2
  exit 1
}
shopt -s nullglob
targets=()
for program in build/fuzz/fuzz_*; do
  [[ -x $program && -e $(echo src/*/"${program##*/fuzz_}"_fuzz.cc) ]] && targets+=("$program")
done
((${#targets[@]})) || {
  echo "fuzz: no src/*/NAME_fuzz.cc yet" >&2
  exit 1
}
each=$((seconds / ${#targets[@]}))
((each > 0)) || each=1

passed=0 failed=0
for program in "${targets[@]}"; do
  name=${program##*/fuzz_}
  corpus=build/fuzz/corpus/$name
  crashes=build/fuzz/crashes/$name
  log=build/fuzz/$name.log
  mkdir -p "$corpus" "$crashes"
  seeds=(fuzz/corpus/"$name"/* fuzz/crashes/"$name"/*)
  ((!${#seeds[@]})) || cp -n "${seeds[@]}" "$corpus"/
  # No input may take long; the sanitizers take twenty times the time that it would take without them.
  options=(-max_total_time="$each" -max_len=65536 -timeout=30 -rss_limit_mb=1024 -print_final_stats=1
    -artifact_prefix="$crashes/")
  [[ ! -f fuzz/$name.dict ]] || options+=(-dict="fuzz/$name.dict")

  if "$program" "${options[@]}" "$corpus" >"$log" 2>&1 </dev/null; then
    printf '%s: %s inputs in %d s, none crashed\n' "$name" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$each"
    passed=$((passed + 1))
    continue
  fi
  failed=$((failed + 1))
  artifact=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
  grep -m 1 -E '^(SUMMARY|==[0-9]+==ERROR)|runtime error' "$log" || tail -n 3 "$log"
  printf '%s: CRASHED\n  reproduce: %s %s\n  keep:      mkdir -p fuzz/crashes/%s && cp %s fuzz/crashes/%s/\n' \
    "$name" "$program" "${artifact:-(see $log)}" "$name" "${artifact:-INPUT}" "$name"
done
printf '%d passed, %d failed\n' "$passed" "$failed"
((failed == 0))
