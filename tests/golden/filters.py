#!/usr/bin/env python3
"""Does Wireshark understand the display filter of every kind of traffic?

    tests/golden/filters.py --culprit BIN

Where tshark is not installed it says so and passes.
"""
import argparse
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

AT_ONCE = 60  # tshark takes half a second to start


def compiles(filters, capture):
    joined = ' || '.join(f'({text})' for text in filters)
    done = subprocess.run(['tshark', '-n', '-r', str(capture), '-Y', joined], capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr.strip()


def mistakes(kinds, capture):
    texts = {kind['id']: kind['filter'].replace('{a}', '192.0.2.1').replace('{b}', '192.0.2.2') for kind in kinds}
    names = list(texts)
    for start in range(0, len(names), AT_ONCE):
        part = names[start:start + AT_ONCE]
        if compiles([texts[name] for name in part], capture)[0]:
            continue
        for name in part:
            good, why = compiles([texts[name]], capture)
            if not good:
                yield f'{name}: {why}'


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--culprit', required=True)
    options = options.parse_args()
    if shutil.which('tshark') is None:
        print('tshark is not installed: nothing was checked\n0 passed, 0 failed')
        return 0
    answer = subprocess.run([options.culprit, 'kinds', '--format', 'json'], capture_output=True, text=True, check=True)
    kinds = json.loads(answer.stdout)['kinds']
    with tempfile.TemporaryDirectory() as scratch:
        capture = pathlib.Path(scratch) / 'one.pcap'
        frame = bytes(60)
        capture.write_bytes(struct.pack('<IHHIIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
                            + struct.pack('<IIII', 1, 0, len(frame), len(frame)) + frame)
        wrong = list(mistakes(kinds, capture))
    for line in wrong:
        print(line)
    print(f'{len(kinds) - len(wrong)} passed, {len(wrong)} failed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
