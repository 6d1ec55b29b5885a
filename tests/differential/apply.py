#!/usr/bin/python3
"""`culprit contain --apply` in a network namespace of its own: rules that nobody confirms are taken back, those that are confirmed stay, and what
stood in the table before comes back.

usage: apply.py --culprit BIN --incidents BIN
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

BEFORE = 'table inet culprit {\n chain output {\n  type filter hook output priority 0; policy accept;\n  udp dport 7 drop\n }\n}\n'
SCRIPT = r'''
set -e
cd "$1"
table() { nft list table inet culprit 2>/dev/null || true; }
(sleep 9) | "$2" contain --apply 5 "$3" > said || true
table > unconfirmed
grep -q 'rules are in force' said
[ ! -s unconfirmed ] && echo "ok taken back"
echo yes | "$2" contain --apply 5 "$3" > said
table > confirmed
grep -q 'daddr' confirmed && echo "ok stays"
nft delete table inet culprit
nft -f before
table > first
echo no | "$2" contain --apply 5 "$3" > said || true
table > again
cmp first again && echo "ok what was before is back"
'''


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--culprit', required=True)
    parser.add_argument('--incidents', required=True)
    args = parser.parse_args()
    culprit, incidents = (str(pathlib.Path(name).resolve()) for name in (args.culprit, args.incidents))
    try:
        subprocess.run(['unshare', '--net', 'nft', 'list', 'ruleset'], check=True, capture_output=True)
    except (PermissionError, FileNotFoundError, subprocess.CalledProcessError) as why:
        print(f'not run: no network namespaces, or no nft ({why})')
        print('0 passed, 0 failed')
        return 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([incidents, '--out', folder, '--class', 'outbound-udp', '--count', '1'], check=True, capture_output=True)
        capture = next(path for path in pathlib.Path(folder).iterdir())
        (pathlib.Path(folder) / 'before').write_text(BEFORE)
        done = subprocess.run(['unshare', '--net', 'bash', '-c', SCRIPT, 'apply', folder, culprit, str(capture)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
    passed = done.stdout.count('ok ')
    print(done.stdout + done.stderr)
    print(f'{passed} passed, {3 - passed} failed')
    return 0 if passed == 3 else 1


if __name__ == '__main__':
    sys.exit(main())
