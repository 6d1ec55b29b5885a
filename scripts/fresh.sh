#!/usr/bin/env bash
# What a new user does, in a bare system: a chroot made by debootstrap, a clone of HEAD, and every ./run command of the
# README's first code block. The mirror is the one of this machine's apt sources. The chroot is removed at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

die() {
  echo "fresh: $*" >&2
  exit 1
}
((EUID == 0)) || die "needs root, for debootstrap and chroot"
mapfile -t commands < <(awk '/^```/ { if (inside) exit; inside = 1; next } inside' README.md | sed -n 's/^\$ //; /^\.\/run /p')
((${#commands[@]})) || die "the first code block of README.md has no ./run command"

codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
# shellcheck disable=SC2016  # apt's own variables
mirror=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' \
  | awk -v codename="$codename" '$1 == codename && $2 == "main" { print $3; exit }')
[[ $mirror ]] || die "the apt sources name no mirror of $codename main"

chroot=$(mktemp -d "${TMPDIR:-/var/tmp}/culprit-fresh.XXXXXX")
chmod 755 "$chroot" # servers in it run as users of their own
clean() {
  umount "$chroot/proc" 2>/dev/null || true
  if mountpoint -q "$chroot/proc"; then
    echo "fresh: $chroot/proc is still in use; $chroot is left behind" >&2
    return
  fi
  rm -rf "$chroot"
}
trap clean EXIT

echo "fresh: debootstrap $codename"
log=$chroot.log
debootstrap --variant=minbase "$codename" "$chroot" "$mirror" >"$log" 2>&1 || {
  cat "$log" >&2
  rm -f "$log"
  die "debootstrap failed"
}
rm -f "$log"
cp /etc/resolv.conf /etc/hosts "$chroot/etc/"
# The same suites (updates, security) and proxies as here.
rm -f "$chroot/etc/apt/sources.list"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
  [[ ! -f $file ]] || cp "$file" "$chroot$file"
done
grep -lisE '::proxy' /etc/apt/apt.conf /etc/apt/apt.conf.d/* | while read -r file; do cp "$file" "$chroot$file"; done || true
mount -t proc proc "$chroot/proc"
git clone -q --no-hardlinks . "$chroot/root/culprit"

for command in "${commands[@]}"; do
  echo "fresh: $command"
  SECONDS=0
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 ${CULPRIT_JOBS:+CULPRIT_JOBS="$CULPRIT_JOBS"} \
    chroot "$chroot" bash -c "cd /root/culprit && $command" </dev/null \
    || die "failed with exit status $? after $SECONDS s: $command"
  echo "fresh: done after $SECONDS s"
done
dirty=$(git -C "$chroot/root/culprit" status --porcelain)
[[ -z $dirty ]] || die "the commands left files that git does not ignore: $dirty"
