#!/usr/bin/env python3
"""Holds `culprit prove` against the real nft: the same traffic through both, counters must be equal.

Two network namespaces with a wire between them. Traffic of drawn sizes, ports and addresses (UDP beyond the wire's MTU
included, and IPv6) goes from one to the other by ordinary sockets; a tap at the far end writes it down once, without
rules. Then drawn rule sets are loaded at one end or the other, the same traffic is sent again, and nft's counters are
compared with the replay of the capture: packets and bytes exactly, of rate limits within the burst and 2 %.

usage: nft.py --culprit BIN [--count 60] [--seed 1]     needs root, nft, iproute2; else it says so and passes
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'site'))
import network  # noqa: E402

NEAR4, FAR4 = '192.0.2.20', ['203.0.113.66', '198.51.100.77', '203.0.113.9']
NEAR6, FAR6 = '2001:db8::20', ['2001:db8::66', '2001:db8::77']
PORTS = [53, 123, 80, 443, 5000, 19, 40000]
SENDER = r'''
import json, socket, sys, time
sockets = {}
for to, port, size, from_port, pause in json.load(sys.stdin):
    key = (":" in to, from_port)
    if key not in sockets:
        s = socket.socket(socket.AF_INET6 if key[0] else socket.AF_INET, socket.SOCK_DGRAM)
        s.bind(("2001:db8::20" if key[0] else "192.0.2.20", from_port))
        s.setblocking(True)
        sockets[key] = s
    try:
        sockets[key].sendto(b"x" * size, (to, port))
    except OSError:
        pass
    if pause:
        time.sleep(pause)
'''
RECEIVER_QUIET = 0.15


class Wire(network.Network):
    """Both ends know each other's hardware address, so that nothing but the traffic is on the wire."""

    def __init__(self):
        super().__init__()
        for end, own in ((self.inside, [NEAR6]), (self.outside, ['2001:db8::1', *FAR6])):
            self.run(end, ['sysctl', '-qw', 'net.ipv6.conf.wire.accept_dad=0', 'net.ipv6.conf.wire.router_solicitations=0',
                           'net.ipv4.icmp_ratelimit=1000'])
            for address in own:
                self._ip(end, f'address add {address}/64 dev wire nodad')
        macs = {end: json.loads(self.run(end, ['ip', '-j', 'link', 'show', 'wire']))[0]['address']
                for end in (self.inside, self.outside)}
        for address in ['192.0.2.1', *FAR4, '2001:db8::1', *FAR6]:
            self._ip(self.inside, f'neighbour replace {address} lladdr {macs[self.outside]} nud permanent dev wire')
        for address in (NEAR4, NEAR6):
            self._ip(self.outside, f'neighbour replace {address} lladdr {macs[self.inside]} nud permanent dev wire')
        for end in (self.inside, self.outside):
            self.run(end, ['ip', 'link', 'set', 'wire', 'mtu', '1500'])
        # Nobody listens: the far end must not answer with errors, which would be traffic of their own.
        self.silence()

    def silence(self):
        text = 'table inet silent {\n chain o {\n  type filter hook output priority -500; policy drop;\n }\n}\n'
        self.load(self.outside, text)

    def load(self, end, text):
        with tempfile.NamedTemporaryFile('w', suffix='.nft') as f:
            f.write(text)
            f.flush()
            self.run(end, ['nft', '-f', f.name])


def traffic(chance, count, pause=0.0):
    out = []
    for _ in range(count):
        six = chance.random() < 0.3
        size = chance.choice([18, 100, 512, 1400, 1472, 1473, 3000, 9000, 20000])
        out.append((chance.choice(FAR6 if six else FAR4), chance.choice(PORTS), size, chance.choice([30001, 30002, 30003]), pause))
    return out


def send(wire, datagrams):
    process = wire.start(wire.inside, [sys.executable, '-c', SENDER.replace('sys.stdin', 'open(sys.argv[1])'), datagrams])
    if process.wait(60) != 0:
        raise RuntimeError('the sender failed')


class Tap:
    """All frames that arrive at the far end, as a pcap file."""

    def __init__(self, wire, path):
        self.path = path
        self.process = wire.start(wire.outside, ['tcpdump', '-i', 'wire', '-w', str(path), '-U', '-B', '65536', '--immediate-mode', '-Q', 'in',
                                                 'udp or (ip6 and ip6[6] == 44) or (ip[6:2] & 0x1fff != 0)'],
                                  stderr=subprocess.PIPE)
        while b'listening on' not in self.process.stderr.readline():
            pass

    def close(self):
        time.sleep(0.5)
        self.process.terminate()
        self.process.wait(10)


MATCHES = [
    lambda c: f'udp dport {c.choice(PORTS)}', lambda c: f'udp dport != {c.choice(PORTS)}',
    lambda c: 'udp dport { %s }' % ', '.join(map(str, c.sample(PORTS, 3))),
    lambda c: f'udp sport {c.choice([30001, 30002])}', lambda c: f'udp dport {c.choice([1, 50])}-{c.choice([200, 6000])}',
    lambda c: f'ip daddr {c.choice(FAR4)}', lambda c: 'ip daddr 203.0.113.0/24', lambda c: f'ip daddr != {c.choice(FAR4)}',
    lambda c: f'ip6 daddr {c.choice(FAR6)}', lambda c: 'ip6 saddr 2001:db8::/64', lambda c: 'ip saddr 192.0.2.0-192.0.2.99',
    lambda c: 'ip daddr @chosen', lambda c: 'meta l4proto udp', lambda c: 'ip protocol udp', lambda c: 'ip6 nexthdr udp',
    lambda c: 'meta nfproto ipv6', lambda c: f'ip ttl 64 udp length > {c.choice([500, 1480, 5000])}',  # of IPv6 pieces it would read a random number
   
    lambda c: f'meta length > {c.choice([600, 1500, 4000])}', lambda c: f'ip length <= {c.choice([128, 1500, 3028])}',
    lambda c: 'ip frag-off & 0x1fff != 0', lambda c: 'ip frag-off & 0x2000 != 0', lambda c: 'ip ttl 64', lambda c: 'th dport 53',
    lambda c: 'ip6 hoplimit > 1', lambda c: 'ip6 length < 1000', lambda c: 'meta skuid 0',
]


def rule_set(chance, hook, limits):
    """Rules of counters and verdicts, each with one to three tests."""
    family, where = 'inet', f'type filter hook {hook} priority 0; policy accept;'
    if hook in ('ingress', 'egress'):
        family, where = 'netdev', f'type filter hook {hook} device "wire" priority 0; policy accept;'
    sets = 'set chosen { type ipv4_addr; flags interval; elements = { %s, 198.51.100.0/25 }; }' % chance.choice(FAR4)
    rules = []
    if limits:
        size = chance.random() < 0.5
        over = chance.choice(['', 'over '])
        rate = '%d kbytes/second burst %d kbytes' % (chance.choice([100, 300]), chance.choice([8, 32])) if size else \
            '%d/second burst %d packets' % (chance.choice([50, 100, 150]), chance.choice([5, 20]))
        rules = [f'{chance.choice(["meta l4proto udp", "ip saddr 192.0.2.20", "udp dport != 53"])} limit rate {over}{rate} counter '
                 + chance.choice(['drop', 'accept', ''])]
    ct = not limits and family == 'inet' and chance.random() < 0.3
    if ct:
        rules.append(f'ct state {chance.choice(["new", "established,related", "invalid", "new,established"])} counter')
    for _ in range(0 if limits else chance.randint(2, 6)):
        tests = [chance.choice(MATCHES)(chance) for _ in range(chance.choice([1, 1, 2, 3]))]
        if 'skuid' in ' '.join(tests) and hook not in ('output', 'postrouting'):
            tests = ['meta l4proto udp']
        rules.append(' '.join(tests) + ' counter ' + chance.choice(['', '', 'drop', 'accept', 'jump more', 'return']))
    return (f'table {family} t {{\n {sets}\n chain more {{\n  udp dport {{ 53, 80, 5000 }} counter {chance.choice(["drop", "accept", ""])}\n'
            f'  meta l4proto udp counter\n }}\n chain c {{\n  {where}\n  ' + '\n  '.join(rules) + '\n  meta l4proto udp counter\n }\n}\n')


def accepted(wire, chance, hook, limits):
    """A rule set that nft takes: tests that exclude each other are drawn again."""
    for _ in range(200):
        text = rule_set(chance, hook, limits)
        try:
            with tempfile.NamedTemporaryFile('w', suffix='.nft') as f:
                f.write(text)
                f.flush()
                wire.run(wire.inside, ['nft', '-c', '-f', f.name])
            return text
        except subprocess.CalledProcessError as why:
            if 'conflicting' not in why.stderr and 'only useful in' not in why.stderr:
                raise RuntimeError(why.stderr + text) from why
    raise RuntimeError('no rule set is accepted')


def counters_of_nft(wire, end, family):
    out = wire.run(end, ['nft', '-j', 'list', 'table', family, 't'])
    found = {'more': [], 'c': []}
    for item in json.loads(out)['nftables']:
        if 'rule' in item:
            found[item['rule']['chain']] += [(e['counter']['packets'], e['counter']['bytes'])
                                             for e in item['rule']['expr'] if 'counter' in e]
    return found['more'] + found['c']


def counters_of_culprit(args, rules, capture, local):
    command = [args.culprit, 'prove', str(rules), str(capture), '--format', 'json', '--quiet', '-o', str(rules) + '.json']
    for address in local:
        command += ['--local', address]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if run.returncode != 0:
        raise RuntimeError(run.stderr.strip())
    proof = json.loads(pathlib.Path(str(rules) + '.json').read_text())['proof']
    return [(r['packets'], r['bytes']) for r in proof['rules']]


def near_enough(real, ours, text):
    """A rate limit sees other times in the second run than in the first: within its burst and 2 %."""
    burst = max([int(n) * (1024 if unit == 'kbytes' else 1) for n, unit in re.findall(r'burst (\d+) (\w+)', text)] or [0])
    bytes_limited = 'kbytes' in text
    for (packets, length), (our_packets, our_length) in zip(real, ours):
        a, b = (length, our_length) if bytes_limited else (packets, our_packets)
        if abs(a - b) > burst + 0.02 * max(a, b):
            return False
    return True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--culprit', required=True)
    parser.add_argument('--count', type=int, default=60)
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()
    try:
        subprocess.run(['unshare', '--net', 'nft', 'list', 'ruleset'], check=True, capture_output=True)
    except (PermissionError, FileNotFoundError, subprocess.CalledProcessError) as why:
        print(f'not run: no network namespaces, or no nft ({why})')
        print('0 passed, 0 failed')
        return 0
    wire = Wire()
    chance = random.Random(args.seed)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        captures = {}
        for kind, datagrams in (('quick', traffic(chance, 300)), ('paced', traffic(chance, 400, 0.002))):
            listed = folder / f'{kind}.json'
            listed.write_text(json.dumps(datagrams))
            tap = Tap(wire, folder / f'{kind}.pcap')
            send(wire, str(listed))
            tap.close()
            captures[kind] = (listed, folder / f'{kind}.pcap')
        for n in range(args.count):
            hook = ['output', 'input', 'egress', 'ingress', 'prerouting', 'postrouting'][n % 6]
            limits = n % 5 == 4 and hook in ('output', 'postrouting', 'prerouting')
            listed, capture = captures['paced' if limits else 'quick']
            text = accepted(wire, chance, hook, limits)
            family = 'netdev' if hook in ('egress', 'ingress') else 'inet'
            sends = hook in ('output', 'egress', 'postrouting')
            end = wire.inside if sends else wire.outside
            rules = folder / f'{n}.nft'
            rules.write_text(text)
            wire.load(end, text)
            send(wire, str(listed))
            time.sleep(RECEIVER_QUIET)
            real = counters_of_nft(wire, end, family)
            wire.run(end, ['nft', 'delete', 'table', family, 't'])
            ours = counters_of_culprit(args, rules, capture, [NEAR4, NEAR6] if sends else [*FAR4, *FAR6])
            good = near_enough(real, ours, text) if limits else real == ours
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f'rule set {n} at {hook}:\n{text}nft     {real}\nculprit {ours}')
    wire.close()
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
