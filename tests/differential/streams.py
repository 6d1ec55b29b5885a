#!/usr/bin/python3
"""Compares every TCP stream of the corpus, byte by byte, with what tshark follows.

Streams of which packets were cut when they were captured are left out: tshark joins what is before and behind the cut.

usage: streams.py --dissect BIN [--only TEXT] [--jobs N] [--list] [--bar PERCENT]
"""
import collections
import re
import sys
import zlib

import peers
import public

FIELDS = ['tcp.stream', 'ip.src', 'ipv6.src', 'tcp.srcport', 'ip.dst', 'ipv6.dst', 'tcp.dstport', 'tcp.len',
          'frame.len', 'frame.cap_len']
MISSING = re.compile(rb'\[\d+ bytes missing in capture file\]\0')


def ours(dissect, path):
    """{ends: [((end, bytes, crc), (end, bytes, crc), gaps)...]} in their order."""
    lines = peers.lines(dissect, 'streams', path)
    if lines is None:
        return None
    out = collections.defaultdict(list)
    for line in lines:
        a, a_port, b, b_port, *sides = line.split('\t')
        ends = (a, int(a_port)), (b, int(b_port))
        said = {ends[0]: (int(sides[0]), int(sides[1], 16)), ends[1]: (int(sides[3]), int(sides[4], 16))}
        out[tuple(sorted(ends))].append((said, int(sides[2]) + int(sides[5])))
    return out


def streams_with_payload(path):
    """{stream: ends}, in the order of their first payload; and which of them were cut."""
    fields = [word for name in FIELDS for word in ('-e', name)]
    out, cut = {}, set()
    for line in peers.tshark(path, '-Y', 'tcp', '-T', 'fields', '-E', 'occurrence=l', *fields):
        number, four, six, port, four_to, six_to, port_to, size, wire, captured = (line.split('\t') + [''] * 10)[:10]
        if not number or not size or size == '0':
            continue
        if wire != captured:
            cut.add(int(number))
        if int(number) not in out:
            out[int(number)] = tuple(sorted([(four or six, int(port)), (four_to or six_to, int(port_to))]))
    return out, cut


def followed(path, numbers):
    """{stream: {end: (bytes, crc)}, gaps} as tshark follows them."""
    taps = [word for number in numbers for word in ('-z', f'follow,tcp,raw,{number}')]
    out, current, nodes, sides = {}, None, {}, {}
    for line in peers.tshark(path, '-q', *taps):
        if line.startswith('Filter: tcp.stream eq '):
            current, nodes, sides = int(line.split()[-1]), {}, {0: [], 1: []}
            out[current] = (nodes, sides)
        elif line.startswith('Node '):
            address, _, port = line[8:].rpartition(':')
            nodes[int(line[5])] = (address.strip('[]'), int(port))
        elif current is not None and not line.startswith(('=', 'Follow')):
            sides[1 if line.startswith('\t') else 0].append(line.strip())
    result = {}
    for number, (nodes, sides) in out.items():
        said, gaps = {}, 0
        for side, pieces in sides.items():
            data = bytes.fromhex(''.join(pieces))
            gaps += len(MISSING.findall(data))
            said[nodes[side]] = (len(data), zlib.crc32(data))
        result[number] = said, gaps
    return result


def compare(dissect, path):
    mine = ours(dissect, path)
    if mine is None:
        return None
    listed, cut = streams_with_payload(path)
    theirs = {}
    numbers = list(listed)
    for at in range(0, len(numbers), 64):
        theirs.update(followed(path, numbers[at:at + 64]))
    same, different = 0, []
    for number, ends in listed.items():
        candidates = mine.get(ends, [])
        said, gaps = theirs.get(number, ({}, 0))
        if not candidates:
            different.append((number, ends, 'not read', said))
            continue
        own, own_gaps = candidates.pop(0)
        if number in cut:
            continue
        if own == said:
            same += 1
        else:
            different.append((number, ends, (own, own_gaps), (said, gaps)))
    for ends, rest in mine.items():
        different += [('none', ends, each, 'not followed') for each in rest]
    return same, different


def main():
    options = peers.parser(__doc__, bar=99.0).parse_args()
    if not public.there():
        return 0
    same = different = 0
    for name, (equal, others) in peers.compared(options, compare):
        same += equal
        different += len(others)
        for each in others if options.list else []:
            print(f'{name}:', *each, flush=True)
    return peers.judge(options, same, same + different, 'streams are equal')


if __name__ == '__main__':
    sys.exit(main())
