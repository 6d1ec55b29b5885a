#!/usr/bin/env python3
"""The forty themes that people ask about: for each a small capture, and the explanation that must lead the answer.

    tests/golden/themes.py --culprit BIN [--only TEXT]

A theme that another golden case shows already names that case; run.py runs it.
"""
import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]
A, B, GATE = bytes.fromhex('0200000000aa'), bytes.fromhex('0200000000bb'), bytes.fromhex('0200000000cc')
ALL = b'\xff' * 6
PC, PRINTER, WEB = '192.168.1.10', '192.168.1.20', '203.0.113.80'
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16


def quad(address):
    return bytes(int(part) for part in address.split('.'))


def total(data):
    data += b'\0' * (len(data) % 2)
    value = sum(struct.unpack(f'>{len(data) // 2}H', data))
    while value >> 16:
        value = (value & 0xffff) + (value >> 16)
    return ~value & 0xffff


def ether(payload, kind=0x0800, to=B, src=A):
    return to + src + struct.pack('>H', kind) + payload


class Wire:
    """Frames with a clock, and a running IP identification."""

    def __init__(self, link=1):
        self.link, self.now, self.id, self.frames = link, 1_700_000_000.0, 1, []

    def put(self, frame, after=0.01):
        self.now += after
        self.frames.append((self.now, frame))

    def again(self, after=0.0001):
        self.put(self.frames[-1][1], after)

    def ip(self, src, dst, protocol, payload, after=0.01, flags=0, length=None, **link):
        self.id += 1
        head = struct.pack('>BBHHHBBH4s4s', 0x45, 0, length or 20 + len(payload), self.id & 0xffff, flags, 64,
                           protocol, 0, quad(src), quad(dst))
        head = head[:10] + struct.pack('>H', total(head)) + head[12:]
        self.put(ether(head + payload, **link), after)

    def udp(self, src, dst, sport, dport, data, **more):
        self.ip(src, dst, 17, struct.pack('>HHHH', sport, dport, 8 + len(data), 0) + data, **more)

    def tcp(self, src, dst, sport, dport, seq, ack, flags, data=b'', window=4096, **more):
        head = struct.pack('>HHIIBBHHH', sport, dport, seq & 0xffffffff, ack, 0x50, flags, window, 0, 0)
        pseudo = quad(src) + quad(dst) + struct.pack('>BBH', 0, 6, len(head) + len(data))
        head = head[:16] + struct.pack('>H', total(pseudo + head + data)) + head[18:]
        self.ip(src, dst, 6, head + data, **more)

    def arp(self, op, mac, ip, wanted, to=ALL, **more):
        self.put(ether(struct.pack('>HHBBH', 1, 0x800, 6, 4, op) + mac + quad(ip) + bytes(6) + quad(wanted), 0x806,
                       to, mac), **more)

    def save(self, path):
        with open(path, 'wb') as out:
            out.write(struct.pack('<IHHIIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, self.link))
            for time, frame in self.frames:
                out.write(struct.pack('<IIII', int(time), int(time % 1 * 1e6), len(frame), len(frame)) + frame)


def dns(name, answer=None, number=7):
    labels = b''.join(bytes([len(part)]) + part.encode() for part in name.split('.')) + b'\0'
    flags = 0x100 if answer is None else 0x8180 | (answer if isinstance(answer, int) else 0)
    has = isinstance(answer, str)
    out = struct.pack('>HHHHHH', number, flags, 1, 1 if has else 0, 0, 0) + labels + struct.pack('>HH', 1, 1)
    return out + (b'\xc0\x0c' + struct.pack('>HHIH', 1, 1, 300, 4) + quad(answer) if has else b'')


def talk(w, rounds=60, port=80, twice=False, losses=(), jump=(), zero=(), keep=()):
    """A download: the server sends, the client confirms."""
    def send(*a, **k):
        w.tcp(*a, **k)
        if twice:
            w.again()
    send(PC, WEB, 50000, port, 999, 0, SYN)
    send(WEB, PC, port, 50000, 4999, 1000, SYN | ACK)
    send(PC, WEB, 50000, port, 1000, 5000, ACK)
    send(PC, WEB, 50000, port, 1000, 5000, ACK | PSH, b'GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n')
    seq, asked = 5000, 1000 + 41
    for i in range(rounds):
        data = b'HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n' if i == 0 else b'x' * 1000
        seq += 3000 if i in jump else 0
        send(WEB, PC, port, 50000, seq, asked, ACK | PSH, data)
        if i in losses:
            w.tcp(WEB, PC, port, 50000, seq, asked, ACK | PSH, data, after=0.4)
        seq += len(data)
        if i in keep:
            w.tcp(WEB, PC, port, 50000, seq - 1, asked, ACK, b'\0', after=30)
        send(PC, WEB, 50000, port, asked, seq, ACK, window=0 if i in zero else 4096)


def overheard(w):
    """A switch that does not know a receiver sends its frames everywhere: one side of a talk of others."""
    talk(w)
    w.frames = [(time, frame) for time, frame in w.frames if frame[26:30] == quad(WEB)]


def many(n, one):
    def build(w):
        for i in range(n):
            one(w, i)
    return build


def nbns(w, i):
    name = b'\x20' + b'CACACACACACACACACACACACACACACACA' + b'\0'
    w.udp(PC, '192.168.1.255', 137, 137, struct.pack('>HHHHHH', i, 0x0110, 1, 0, 0, 0) + name + b'\0\x20\0\x01', to=ALL)


def refused(src, dst):
    def one(w, i):
        w.tcp(src, dst, 40000 + i, 8300, 77 + i, 0, SYN)
        w.tcp(dst, src, 8300, 40000 + i, 0, 78 + i, RST | ACK)
    return one


def unreachable(w, i):
    w.udp(PC, WEB, 40000 + i, 33999, b'hello there')
    w.ip(WEB, PC, 1, struct.pack('>BBHI', 3, 3, 0, 0) + w.frames[-1][1][14:42])


def ask_name(name, answer):
    def one(w, i):
        w.udp(PC, '192.168.1.1', 5000, 53, dns(name, number=i))
        w.udp('192.168.1.1', PC, 53, 5000, dns(name, answer, i))
    return one


def fragments(w, i):
    piece = struct.pack('>HHHH', 53, 5000, 3008, 0) + b'a' * 1472
    w.ip(WEB, PC, 17, piece, flags=0x2000, after=1.0)
    w.id -= 1
    w.ip(WEB, PC, 17, b'b' * 1480, flags=185)


def ipv6(w, kind, data, dst):
    src = bytes.fromhex('fe80000000000000000000fffe0000aa')
    body = struct.pack('>BBH', kind, 0, 0) + data
    w.put(ether(struct.pack('>IHBB', 0x60000000, len(body), 58, 255) + src + dst + body, 0x86dd,
                b'\x33\x33' + dst[-4:]), 4)


def beacon(w, i):
    head = bytes.fromhex('8000 0000') + ALL + A + A + struct.pack('<H', i << 4)
    w.put(head + bytes(8) + b'\x64\0\x01\0' + b'\0\x04home' + b'\x01\x01\x82', 0.1)


def smb(w):
    hello = bytes.fromhex('00000040fe534d4240000000') + bytes(56)
    w.tcp(PC, PRINTER, 50001, 445, 99, 0, SYN)
    w.tcp(PRINTER, PC, 445, 50001, 499, 100, SYN | ACK)
    for i in range(40):
        w.tcp(PC, PRINTER, 50001, 445, 100 + 68 * i, 500 + 68 * i, ACK | PSH, hello)
        w.tcp(PRINTER, PC, 445, 50001, 500 + 68 * i, 168 + 68 * i, ACK | PSH, hello)


def dhcp(w, i):
    body = struct.pack('>BBBBIHH', 1, 1, 6, 0, 0x1234 + i, 0, 0x8000) + bytes(16) + A + bytes(10 + 192)
    w.udp('0.0.0.0', '255.255.255.255', 68, 67, body + bytes.fromhex('63825363350101ff'), to=ALL, after=3)


def group(kind):
    return lambda r, titles: r['groups'] and r['groups'][0]['kind'] == kind and titles[kind] in r['answer']


def noticed(kind):
    return lambda r, titles: titles[kind] in r['answer'] and r['verdict'] in ('ordinary', 'inconclusive')


def only_copies(r, titles):
    return noticed('capture-dups')(r, titles) and titles['tcp-retrans'] not in r['answer']


def calm(r, _):
    return r['verdict'] == 'ordinary' and not [f for f in r['findings'] if f['severity'] not in ('info', 'low')]


def finding(kind):
    return lambda r, _: bool(r['findings']) and r['findings'][0]['kind'] == kind


def ssdp(w, i):
    w.udp(PC, '239.255.255.250', 50000, 1900, b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"'
          b'\r\nMX: 3\r\nST: ssdp:all\r\n\r\n', to=bytes.fromhex('01005e7ffffa'))


def hello(w):
    name = b'www.example.org'
    sni = struct.pack('>HHHBH', 0, len(name) + 5, len(name) + 3, 0, len(name)) + name
    body = b'\x03\x03' + bytes(32) + b'\0' + b'\0\x02\x13\x01' + b'\x01\0' + struct.pack('>H', len(sni)) + sni
    shake = b'\x01' + struct.pack('>I', len(body))[1:] + body
    ask_name('www.example.org', WEB)(w, 1)
    w.tcp(PC, WEB, 50002, 443, 99, 0, SYN)
    w.tcp(WEB, PC, 443, 50002, 499, 100, SYN | ACK)
    w.tcp(PC, WEB, 50002, 443, 100, 500, ACK | PSH, b'\x16\x03\x01' + struct.pack('>H', len(shake)) + shake)
    for i in range(20):
        w.tcp(WEB, PC, 443, 50002, 500 + 105 * i, 600, ACK | PSH, b'\x17\x03\x03\0\x64' + bytes(100))
        w.tcp(PC, WEB, 50002, 443, 100 + len(shake) + 5, 605 + 105 * i, ACK)


def named(r, titles):
    return group('tls')(r, titles) and any('www.example.org' in str(h) for h in r['hosts'])


# Theme -> (how its capture is built, what must lead), or the golden case that shows it.
THEMES = {
    '01 retransmissions': (lambda w: talk(w, losses=range(5, 60, 6)), noticed('tcp-retrans')),
    '02 am I attacked from outside': (talk, calm),
    '03 NetBIOS chatter': (many(30, nbns), group('nbns')),
    '04 malformed packets': (many(20, lambda w, i: w.ip(WEB, PC, 17, b'\0\x35\x13\x88\0\x20\0\0' + bytes(20), length=900)),
                             noticed('bad-packet')),
    '05 artefacts of the capture': (lambda w: talk(w, twice=True), only_copies),
    '06 how to detect a DDoS': 'incident-syn-flood',
    '07 one host sweeps the network': (many(120, lambda w, i: w.arp(1, A, PC, f'192.168.1.{i + 100}', after=0.5)),
                                       noticed('arp-sweep')),
    '08 broadcast storm': (many(4000, lambda w, i: w.put(ether(b'\0' * 46, 0x88b5, ALL), 0.0002)), noticed('storm')),
    '09 SSDP': (many(20, ssdp), group('ssdp')),
    '10 my idle computer talks': (hello, named),
    '11 which program sends this': (talk, calm),
    '12 does it show a bot': 'incident-beacon',
    '13 find the attacker': 'incident-php8',
    '14 repetitive DNS': (many(60, ask_name('wpad.example.lan', 3)), noticed('dns-repeating')),
    '15 many resets': (many(20, refused(PC, PRINTER)), noticed('tcp-refused')),
    '16 a flood leaves my computer': 'strange-packages',
    '17 ARP for an address that never answers': (many(40, lambda w, i: w.arp(1, A, PC, '192.168.1.77', after=1)),
                                                 noticed('arp-unanswered')),
    '18 ARP spoofing': 'incident-arp-spoofing',
    '19 traffic that is not mine, one way only': (overheard, noticed('one-sided')),
    '20 frames without sense': (many(20, lambda w, i: w.put(bytes(60))), noticed('zero-frame')),
    '21 broadcasts to an odd port': (many(30, lambda w, i: w.udp(PC, '192.168.1.255', 2007, 2008, b'\x01hello' * 5, to=ALL)),
                                     group('udp-broadcast')),
    '22 ICMP unreachable': (many(20, unreachable), noticed('icmp-unreach-in')),
    '23 an unknown device': (many(20, lambda w, i: w.arp(1, A, PC, PRINTER, after=9)), group('arp-request')),
    '24 IP fragments': (many(10, fragments), noticed('frag-ok')),
    '25 Wi-Fi management': (many(50, beacon), group('wifi-beacon')),
    '26 which machine is the culprit': (many(120, lambda w, i: w.arp(1, B, PRINTER, f'192.168.1.{i + 100}', after=0.5)),
                                        noticed('arp-sweep')),
    '27 gratuitous ARP': (many(10, lambda w, i: w.arp(1, A, PC, PC, after=60)), group('arp-gratuitous')),
    '28 pause frames': (many(3000, lambda w, i: w.put(ether(b'\0\1\xff\xff' + bytes(42), 0x8808,
                                                            bytes.fromhex('0180c2000001')), 0.0005)), group('pause-frame')),
    '29 a name by the port only': (many(20, lambda w, i: w.udp(PC, WEB, 50000, 4500, bytes([200, i]) * 20)),
                                   group('ipsec-port-only')),
    '30 somebody scans me': 'incident-port-scan',
    '31 empty TCP packets': (lambda w: talk(w, rounds=20, keep=range(20)), noticed('tcp-keepalive')),
    '32 who uses the line': (lambda w: talk(w, rounds=200), group('http')),
    '33 IPv6 neighbours': (many(10, lambda w, i: ipv6(w, 133, bytes(4), bytes.fromhex('ff02' + '0' * 27 + '2'))),
                           group('ipv6-router-question')),
    '34 old protocols': (many(10, lambda w, i: w.put(ether(bytes(40), 0x809b, ALL), 10)), group('appletalk')),
    '35 SYN flood or not': 'incident-syn-flood',
    '36 IGMP': (many(10, lambda w, i: w.ip(PC, '224.0.0.251', 2, b'\x16\0\x09\x04\xe0\0\0\xfb', after=9)), group('igmp')),
    '37 zero window': (lambda w: talk(w, zero=range(20, 30)), noticed('tcp-zero-window')),
    '38 SMB eats the network': (smb, group('smb')),
    '39 DHCP': (many(12, dhcp), group('dhcp')),
    '40 local requests refused every second': (many(20, refused('127.0.0.1', '127.0.0.1')), noticed('tcp-refused')),
}


def run(culprit, *arguments):
    return subprocess.run([culprit, *arguments], capture_output=True, text=True, check=False)


def titles(culprit):
    answer = json.loads(run(culprit, 'kinds', '--format', 'json').stdout)
    return {kind['id']: kind['title'] for kind in answer['kinds']}


def mistake(culprit, theme, scratch, names):
    if isinstance(theme, str):
        return None if (ROOT / 'tests/cases' / theme / 'case.json').exists() else f'no golden case {theme}'
    build, leads = theme
    wire = Wire(105 if build is THEMES['25 Wi-Fi management'][0] else 1)
    build(wire)
    path = pathlib.Path(scratch) / 'theme.pcap'
    wire.save(path)
    answer = run(culprit, 'explain', '--format', 'json', str(path))
    if answer.returncode != 0:
        return answer.stderr.strip()
    report = json.loads(answer.stdout)
    if leads(report, names):
        return None
    kinds = [(g['kind'], [c['kind'] for c in g.get('conditions', [])]) for g in report['groups'][:3]]
    return f'{report["verdict"]}; {[f["kind"] for f in report["findings"]]}; {kinds}; {report["answer"]}'


def main():
    options = argparse.ArgumentParser()
    options.add_argument('--culprit', required=True)
    options.add_argument('--only', default='')
    options = options.parse_args()
    names, failed, count = titles(options.culprit), 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        for name, theme in THEMES.items():
            if options.only not in name:
                continue
            count += 1
            if why := mistake(options.culprit, theme, scratch, names):
                failed += 1
                print(f'{name}: {why}')
    print(f'{count - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
