#!/usr/bin/env python3
"""Does Wireshark understand the display filter of every kind of traffic, and do the filters of reports select what they say?

    tests/golden/filters.py --culprit BIN --generate BIN

An exact filter selects as many packets as its finding or group has, any other at least as many; also where the capture comes
in pieces, as from a ring buffer. Where tshark is not installed it says so and passes.
"""
import argparse
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import program

SCENARIOS = ['inbound-flood', 'fragments-reversed', 'control-dns-server', 'control-rtp', 'incident-ipv6', 'incident-php5']
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


def selected(text, capture):
    """The number of packets that a display filter selects."""
    done = subprocess.run(['tshark', '-n', '-r', str(capture), '-Y', text, '-T', 'fields', '-e', 'frame.number'],
                          capture_output=True, text=True, check=False)
    return len(done.stdout.splitlines())


def wrong_selections(culprit, inputs, capture):
    """`capture` holds the packets of all inputs."""
    report = program.explain(culprit, inputs[-1], *map(str, inputs[:-1])).report
    for item in [*report['findings'], *report['groups']]:
        if not item.get('filter'):
            continue
        count = selected(item['filter'], capture)
        if count < item['packets'] or (item['filter_exact'] and count != item['packets']):
            yield (f'{item["id"]} has {item["packets"]} packets, its {"exact " if item["filter_exact"] else ""}filter '
                   f'selects {count}: {item["filter"]}')


def reports(options, scratch):
    """(name, mistakes) of each scenario, whole and in pieces."""
    for scenario in SCENARIOS:
        capture = scratch / f'{scenario}.pcap'
        program.generate(options.generate, [scenario], capture)
        yield scenario, list(wrong_selections(options.culprit, [capture], capture))
    subprocess.run(['editcap', '-c', '2000', str(capture), str(scratch / 'ring.pcap')], capture_output=True, check=True)
    yield f'{scenario} in pieces', list(wrong_selections(options.culprit, sorted(scratch.glob('ring_*')), capture))


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--culprit', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    options.add_argument('--generate', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
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
        passed, failed = len(kinds) - len(wrong), len(wrong)
        for name, found in reports(options, pathlib.Path(scratch)):
            wrong += [f'{name}: {sentence}' for sentence in found]
            passed, failed = passed + (not found), failed + bool(found)
    for line in wrong:
        print(line)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
