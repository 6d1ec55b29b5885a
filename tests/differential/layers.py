#!/usr/bin/python3
"""Compares culprit's network and transport layer of every frame with tshark's, over the corpus.

Looked at is the innermost packet, and what it came through; not what ICMP errors quote. Every disagreement is explained in
docs/notes/3-read-everything.md. The corpus: see tests/public.py.

usage: layers.py --dissect BIN [--only TEXT] [--jobs N] [--list] [--bar PERCENT]
"""
import argparse
import collections
import sys

import peers
import public

TRANSPORTS = {'icmp': 1, 'igmp': 2, 'egp': 8, 'tcp': 6, 'udp': 17, 'dccp': 33, 'rsvp': 46, 'gre': 47, 'esp': 50, 'icmpv6': 58,
              'eigrp': 88, 'ospf': 89, 'pim': 103, 'ipcomp': 108, 'vrrp': 112, 'carp': 112, 'pgm': 113, 'l2tp': 115,
              'sctp': 132, 'udplite': 136, 'mpls': 137}
# Names that tshark gives to what is in LLC, or to 802.3 without it.
LLC = {'llc', 'ipx', 'stp', 'osi', 'cdp', 'netbios', 'basicxid'}
NETWORKS = {'arp': {'0806', '8035'}, 'aarp': {'80f3'}, 'wlan': {'0504'}, 'netlink': {'0505'}, 'can': {'0503'}, 'wpan': {'0506'}}
TUNNELS = {'gre': 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7, 'vxlan': 1 << 9, 'geneve': 1 << 10, 'gtp': 1 << 11, 'teredo': 1 << 12,
           'l2tp': 1 << 13, 'mpls': 1 << 16 | 1 << 17, 'pppoes': 1 << 18, 'ah': 1 << 20, 'etherip': 1 << 8}


def theirs(chain):
    """(network, transport or None, tunnels) that tshark's list of protocols says."""
    names = chain.split(':')
    for quoting in ('icmp', 'icmpv6'):
        if quoting in names:
            names = names[:names.index(quoting) + 1]
    tunnels = {name for name in names if name in TUNNELS}
    last = max((i for i, name in enumerate(names) if name in ('ip', 'ipv6') or name in NETWORKS), default=None)
    if last is not None and names[last] not in NETWORKS:
        rest = [name for name in names[last + 1:] if not name.startswith('ipv6.') and name != 'ah']
        tunnels &= set(names[:last])
        return names[last], rest[0] if rest else None, tunnels
    for name in reversed(names):
        if name in NETWORKS or name in LLC:
            return name, None, tunnels
    return ('ethertype' if 'ethertype' in names else names[0]), None, tunnels


def agree(ours, chain):
    network, transport, tunnels, _ = ours
    name, above, through = theirs(chain)
    bits = int(tunnels, 16)
    if name in ('ip', 'ipv6'):
        if network != name:
            return False
        if above in TRANSPORTS and transport != str(TRANSPORTS[above]):
            return False
        if above not in TRANSPORTS and transport in {str(n) for n in TRANSPORTS.values()}:
            return False
        return all(bits & TUNNELS[tunnel] for tunnel in through)
    if name in NETWORKS:
        return network in NETWORKS[name]
    if name in LLC:
        return network == '0300' or network == '8137'
    if name == 'ethertype':
        return network not in ('ip', 'ipv6')
    return network not in ('ip', 'ipv6', '0806', '0300')


def compare(dissect, path):
    lines = peers.lines(dissect, 'layers', path)
    if lines is None:
        return None
    ours = {}
    for line in lines:
        frame, *rest = line.split('\t')
        ours[int(frame)] = rest
    same, different = 0, collections.defaultdict(list)
    for line in peers.tshark(path, '-o', 'ip.defragment:FALSE', '-o', 'ipv6.defragment:FALSE', '-T', 'fields', '-e',
                             'frame.number', '-e', 'frame.protocols'):
        number, _, chain = line.partition('\t')
        if int(number) not in ours:
            different['not read', chain].append(int(number))
        elif agree(ours[int(number)], chain):
            same += 1
        else:
            different[' '.join(ours[int(number)]), chain].append(int(number))
    return same, different


def main():
    options = peers.parser(__doc__, bar=99.5).parse_args()
    if not public.there():
        return 0
    same = different = 0
    for name, (equal, others) in peers.compared(options, compare):
        same += equal
        for (ours, chain), frames in others.items():
            different += len(frames)
            if options.list:
                print(f'{name}: {len(frames)} frames, first {frames[0]}: ours {ours}, tshark {chain}')
    return peers.judge(options, same, same + different, 'packets agree')


if __name__ == '__main__':
    sys.exit(main())
