#!/usr/bin/env python3
"""Adds a sample to tests/audit/samples: add_sample.py NAME PLACE CAPABILITY < FILE

A sample is a stand-in that can do no harm: it ends before its first statement, has a hard cap or is incomplete. It is kept
in base64, so that no virus scanner takes the source tree for an infected web root. PLACE is its path below a web root.
"""
import base64
import pathlib
import sys

WIDTH = 100


def write(name, place, capability, content):
    text = base64.b64encode(content).decode()
    lines = [text[i:i + WIDTH] for i in range(0, len(text), WIDTH)]
    path = pathlib.Path(__file__).parent / 'samples' / (name + '.b64')
    path.write_text(f'place: {place}\ncapability: {capability}\n\n' + '\n'.join(lines) + '\n')


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    write(*sys.argv[1:], sys.stdin.buffer.read())
