#!/usr/bin/python3
"""Compares what culprit says of each TCP packet (sent again, missing, late, ...) with tshark's TCP analysis, over the corpus.

Captures with every combination of flags ("all_flags") are left out: what they hold are no connections.

usage: tcp.py --dissect BIN [--only TEXT] [--jobs N] [--list] [--bar PERCENT]
"""
import collections
import sys

import peers
import public

# In the order of the bits of flow/tcp_watch.h.
NAMES = ['retransmission', 'fast_retransmission', 'spurious_retransmission', 'out_of_order', 'lost_segment', 'ack_lost_segment',
         'duplicate_ack', 'window_update', 'zero_window', 'window_full', 'zero_window_probe', 'zero_window_probe_ack',
         'keep_alive', 'keep_alive_ack', 'reused_ports']


def theirs(path):
    """{frame: names}."""
    fields = [word for name in NAMES for word in ('-e', f'tcp.analysis.{name}')]
    out = {}
    for line in peers.tshark(path, '-Y', 'tcp && !icmp && !icmpv6', '-T', 'fields', '-e', 'frame.number', *fields):
        number, *values = line.split('\t')
        out[int(number)] = {name for name, value in zip(NAMES, values) if value}
        # tshark marks fast and spurious ones as retransmissions, too.
        if out[int(number)] & {'fast_retransmission', 'spurious_retransmission'}:
            out[int(number)].discard('retransmission')
    return out


def compare(dissect, path):
    if 'all_flags' in path.name:
        return []
    lines = peers.lines(dissect, 'tcp', path)
    if lines is None:
        return None
    ours = {}
    for line in lines:
        frame, bits = line.split('\t')
        ours[int(frame)] = {name for bit, name in enumerate(NAMES) if int(bits, 16) >> bit & 1}
    return [(frame, ours[frame], names) for frame, names in theirs(path).items() if frame in ours]


def main():
    options = peers.parser(__doc__, bar=99.5).parse_args()
    if not public.there():
        return 0
    both, only_ours, only_theirs = collections.Counter(), collections.Counter(), collections.Counter()
    same = packets = 0
    for capture, judged in peers.compared(options, compare):
        for frame, ours, names in judged:
            packets += 1
            same += ours == names
            both.update(ours & names)
            only_ours.update(ours - names)
            only_theirs.update(names - ours)
            if options.list and ours != names:
                print(f'{capture} {frame}: ours {sorted(ours)}, tshark {sorted(names)}')
    for name in NAMES:
        print(f'{name:24} both {both[name]:6} only culprit {only_ours[name]:5} only tshark {only_theirs[name]:5}')
    return peers.judge(options, same, packets, 'packets are judged the same')


if __name__ == '__main__':
    sys.exit(main())
