#!/usr/bin/python3
"""Compares `culprit prove` with the real iptables and ip6tables: the same datagrams go through the same rules in network namespaces, and every
counter must agree. What culprit reads is what iptables-save printed.

usage: iptables.py --culprit BIN [--count N] [--seed N]
"""
import argparse
import contextlib
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

import nft

COUNTED = re.compile(r'\[(\d+):(\d+)\] (-A .*)')


def tests_of(chance, six, output):
    far, near = (nft.FAR6, nft.NEAR6) if six else (nft.FAR4, nft.NEAR4)
    ports = chance.sample(nft.PORTS, 3)
    block = '2001:db8::/64' if six else '203.0.113.0/24'
    choices = [f'-p udp -m udp --dport {ports[0]}', f'-p udp -m udp ! --dport {ports[0]}',
               f'-p udp -m udp --sport {chance.choice([30001, 30002])}', f'-p udp -m multiport --dports {",".join(map(str, ports))}',
               f'-d {chance.choice(far)}', f'! -d {chance.choice(far)}', f'-d {block}', f'-s {near}', '-p udp', '! -p tcp',
               f'-m length --length {chance.choice(["0:128", "1500", "600:4000"])}', '-m comment --comment "a comment"',
               f'-m conntrack --ctstate {chance.choice(["NEW", "ESTABLISHED,RELATED", "INVALID", "NEW,ESTABLISHED"])}']
    choices += [f'-m hl --hl-{chance.choice(["eq 64", "lt 64", "gt 1"])}'] if six else \
        [f'-m ttl --ttl-{chance.choice(["eq 64", "lt 64", "gt 1"])}', '-f', '! -f', '-m iprange --dst-range 203.0.113.1-203.0.113.20']
    if output or not six:  # what a range of ports reads in IPv6's later pieces is not understood yet
        choices.append('-p udp -m udp --dport 50:6000')
    if output:
        choices += ['-m owner --uid-owner 0', '! -o lo']
    else:
        choices += ['! -i lo']
    return chance.choice(choices)


def rule_file(chance, six, chain):
    """Rules of one built-in chain and one of our own."""
    targets = ['', '-j ACCEPT', '-j DROP', '-j RETURN', '-j more']
    lines = [f'-A {chain} {" ".join(tests_of(chance, six, chain == "OUTPUT") for _ in range(chance.choice([1, 1, 2])))} {chance.choice(targets)}'
             for _ in range(chance.randint(2, 6))]
    lines += [f'-A {chain} -p udp', f'-A more -p udp -m udp --dport {chance.choice(nft.PORTS)} {chance.choice(["-j DROP", "-j ACCEPT", ""])}', '-A more -p udp']
    return f'*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:more - [0:0]\n' + '\n'.join(lines) + '\nCOMMIT\n'


def load(wire, end, tool, text):
    with tempfile.NamedTemporaryFile('w', suffix='.rules') as f:
        f.write(text)
        f.flush()
        wire.run(end, [f'{tool}-restore', f.name])


def accepted(wire, chance, six, chain):
    """Rules that iptables takes: tests that exclude each other, or stand twice, are drawn again."""
    tool = 'ip6tables' if six else 'iptables'
    for _ in range(200):
        text = rule_file(chance, six, chain)
        try:
            with tempfile.NamedTemporaryFile('w', suffix='.rules') as f:
                f.write(text)
                f.flush()
                wire.run(wire.inside, [f'{tool}-restore', '--test', f.name])
            return tool, text
        except subprocess.CalledProcessError:
            continue
    raise RuntimeError('no rules are accepted')


def one(args, wire, chance, folder, n, listed, capture):
    six, chain = n % 4 == 3, ('OUTPUT', 'INPUT')[n % 2]
    if six:
        chain = ('OUTPUT', 'INPUT')[n // 4 % 2]
    end = wire.inside if chain == 'OUTPUT' else wire.outside
    tool, text = accepted(wire, chance, six, chain)
    load(wire, end, tool, text)
    saved = wire.run(end, [f'{tool}-save'])
    nft.send(wire, str(listed))
    time.sleep(nft.RECEIVER_QUIET)
    counted = [COUNTED.match(line) for line in wire.run(end, [f'{tool}-save', '-c']).splitlines()]
    real = [(int(m[1]), int(m[2])) for m in counted if m]
    load(wire, end, tool, '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n')
    rules = folder / f'{n}.rules'
    rules.write_text(saved)
    local = [nft.NEAR4, nft.NEAR6] if chain == 'OUTPUT' else [*nft.FAR4, *nft.FAR6]
    ours = nft.counters_of_culprit(args, rules, capture, local)
    if real != ours:
        print(f'rules {n}:\n{saved}{tool} {real}\nculprit {ours}')
    return real == ours


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--culprit', required=True)
    parser.add_argument('--count', type=int, default=40)
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()
    try:
        subprocess.run(['unshare', '--net', 'iptables-save'], check=True, capture_output=True)
        subprocess.run(['unshare', '--net', 'ip6tables-save'], check=True, capture_output=True)
    except (PermissionError, FileNotFoundError, subprocess.CalledProcessError) as why:
        print(f'not run: no network namespaces, or no iptables ({why})')
        print('0 passed, 0 failed')
        return 0
    wire, chance = nft.Wire(), random.Random(args.seed)
    with contextlib.closing(wire), tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        listed, capture = folder / 'sent.json', folder / 'sent.pcap'
        listed.write_text(nft.json.dumps(nft.traffic(chance, 300)))
        tap = nft.Tap(wire, capture)
        nft.send(wire, str(listed))
        tap.close()
        good = sum(one(args, wire, chance, folder, n, listed, capture) for n in range(args.count))
    print(f'{good} passed, {args.count - good} failed')
    return 0 if good == args.count else 1


if __name__ == '__main__':
    sys.exit(main())
