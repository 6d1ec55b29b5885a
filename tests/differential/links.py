#!/usr/bin/python3
"""One packet behind the header of every link type, and in every tunnel: culprit and tshark must both find it.

The frames are built here, with no code of culprit's, and written as one pcapng file with an interface for each link type.

usage: links.py --dissect BIN [--list]
"""
import pathlib
import struct
import sys
import tempfile

import peers

FROM, TO = bytes.fromhex('020000000001'), bytes.fromhex('020000000002')


def be16(value):
    return struct.pack('>H', value)


def be32(value):
    return struct.pack('>I', value)


def checksum(data):
    total = sum(struct.unpack(f'>{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ip(protocol, inner, total=None):
    head = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(inner) if total is None else total, 7, 0, 64, protocol, 0,
                       bytes([192, 0, 2, 20]), bytes([203, 0, 113, 7]))
    return head[:10] + be16(checksum(head)) + head[12:] + inner


def ip6(protocol, inner, source='20010db8000000000000000000000001'):
    return be32(0x60000000) + be16(len(inner)) + bytes([protocol, 64]) + bytes.fromhex(
        source + '20010db8000000000000000000000002') + inner


def udp(port, inner, source=40000):
    return be16(source) + be16(port) + be16(8 + len(inner)) + be16(0) + inner


def ethernet(inner, kind=0x0800):
    return TO + FROM + be16(kind) + inner


def snap(inner, kind=0x0800):
    return bytes.fromhex('aaaa03000000') + be16(kind) + inner


PACKET = ip(17, udp(9, b'what is inside'))  # the discard port: no dissector goes further
PACKET6 = ip6(17, udp(9, b'what is inside'))
ARP = bytes.fromhex('0001080006040001') + FROM + bytes([192, 0, 2, 20]) + bytes(6) + bytes([192, 0, 2, 1])
TCP = ip(6, be16(40000) + be16(9) + be32(1) + be32(2) + bytes.fromhex('5018faf000000000') + b'inside')
FRAME = ethernet(PACKET)


def wlan(first, second, inner, more=b''):
    return bytes([first, second, 0, 0]) + TO + FROM + bytes.fromhex('020000000003') + be16(0) + more + snap(inner)


def sll(kind, inner, hardware=1, number=0x0800):
    return be16(kind) + be16(hardware) + be16(6) + FROM + bytes(2) + be16(number) + inner


def juniper(inner, flags=0x80):
    return bytes.fromhex('4d4743') + bytes([flags]) + be16(6) + bytes.fromhex('010101020103') + inner


UDP, UDP6, ANY = ('ip', '17'), ('ipv6', '17'), None
# link type, frame, what both must find: (network, transport), or None where the two cannot be compared. `own`: tshark
# needs a hint, or knows no such link type, so only culprit is asked.
LINKS = [
    (0, bytes.fromhex('02000000') + PACKET, UDP, ''),
    (0, bytes.fromhex('0000001e') + PACKET6, UDP6, ''),
    (1, FRAME, UDP, ''),
    (1, ethernet(PACKET6, 0x86dd), UDP6, ''),
    (1, ethernet(be16(5) + be16(0x0800) + PACKET, 0x8100), UDP, ''),
    (1, ethernet(be16(5) + be16(0x8100) + be16(6) + be16(0x86dd) + PACKET6, 0x88a8), UDP6, ''),
    (1, ethernet(snap(PACKET), 8 + len(PACKET)), UDP, ''),
    (1, ethernet(bytes.fromhex('060603') + PACKET, 3 + len(PACKET)), UDP, ''),
    (1, ethernet(be16(0) + be16(0) + be16(0x0800) + PACKET, 0xf1c1), UDP, ''),
    (1, ethernet(be16(0x1000 | 52) + be16(1) + be16(0x0800) + PACKET, 0x892f), UDP, ''),
    (1, ethernet(bytes.fromhex('010100010002') + be16(0x0800) + PACKET, 0x8909), UDP, ''),
    (1, ethernet(be32(5) + FRAME, 0x88e7), UDP, ''),
    (1, ethernet(bytes.fromhex('003f00010002') + FRAME, 0x22f3), UDP, ''),
    (1, ethernet(be32(0x0001013f) + PACKET, 0x8847), UDP, ''),
    (1, ethernet(be32(0x0001003f) + be32(0x0002013f) + PACKET6, 0x8847), UDP6, ''),
    (1, ethernet(be32(0x0001013f) + bytes(4) + FRAME, 0x8847), UDP, 'own'),
    (1, ethernet(bytes.fromhex('11000007') + be16(2 + len(PACKET)) + be16(0x0021) + PACKET, 0x8864), UDP, ''),
    (1, ethernet(bytes.fromhex('11000007') + be16(2 + len(PACKET6)) + be16(0x0057) + PACKET6, 0x8864), UDP6, ''),
    (6, bytes([0x10, 0x40]) + TO + FROM + snap(PACKET), UDP, ''),
    (6, bytes([0x10, 0x40]) + TO + bytes([0x82]) + FROM[1:] + bytes.fromhex('0610001100a0') + snap(PACKET), UDP, ''),
    (7, bytes([1, 2, 0xd4, 0, 0, 1]) + PACKET, UDP, ''),
    (8, bytes([0]) + bytes(15) + PACKET, UDP, 'own'),
    (9, bytes.fromhex('ff030021') + PACKET, UDP, ''),
    (9, bytes.fromhex('21') + PACKET, UDP, ''),
    (9, bytes.fromhex('0057') + PACKET6, UDP6, ''),
    (9, bytes.fromhex('ff030281') + be32(0x0001013f) + PACKET, UDP, ''),
    (10, bytes([0x50]) + TO + FROM + snap(PACKET), UDP, ''),
    (12, PACKET, UDP, ''),
    (14, PACKET6, UDP6, ''),
    (50, bytes.fromhex('ff030021') + PACKET, UDP, ''),
    (50, bytes.fromhex('0f000800') + PACKET, UDP, 'own'),
    (51, bytes.fromhex('11000007') + be16(2 + len(PACKET)) + be16(0x0021) + PACKET, UDP, 'own'),
    (100, snap(PACKET), UDP, ''),
    (101, PACKET, UDP, ''),
    (101, PACKET6, UDP6, ''),
    (104, bytes.fromhex('0f000800') + PACKET, UDP, ''),
    (104, bytes.fromhex('8f0086dd') + PACKET6, UDP6, ''),
    (105, wlan(0x08, 0x01, PACKET), UDP, ''),
    (105, wlan(0x08, 0x02, PACKET), UDP, ''),
    (105, wlan(0x08, 0x03, PACKET, FROM), UDP, ''),
    (105, wlan(0x88, 0x01, PACKET, be16(0)), UDP, ''),
    (105, bytes.fromhex('88010000') + TO + FROM + TO + be16(0) + bytes.fromhex('8000') + TO + FROM + be16(8 + len(PACKET))
     + snap(PACKET), UDP, ''),
    (106, PACKET, UDP, ''),
    (106, snap(PACKET), UDP, 'own'),
    (107, bytes.fromhex('184103cc') + PACKET, UDP, ''),
    (107, bytes.fromhex('1841038e') + PACKET6, UDP6, ''),
    (107, bytes.fromhex('18410300800000000800') + PACKET, UDP, ''),
    (108, bytes.fromhex('00000002') + PACKET, UDP, ''),
    (109, bytes.fromhex('020000000000000100000000') + PACKET, UDP, ''),
    (113, sll(0, PACKET), UDP, ''),
    (113, sll(4, PACKET6, number=0x86dd), UDP6, ''),
    (113, sll(0, be16(5) + be16(0x0800) + PACKET, number=0x8100), UDP, ''),
    (117, bytes([61, 2, 0, 0]) + bytes(60) + PACKET, UDP, ''),
    (119, bytes(4) + struct.pack('<I', 144) + bytes(136) + wlan(0x08, 0x01, PACKET), UDP, 'own'),
    (122, bytes(16) + snap(PACKET), UDP, ''),
    (123, bytes.fromhex('02000064') + snap(PACKET), UDP, ''),
    (127, bytes.fromhex('00000900') + bytes.fromhex('02000000') + bytes([0x10]) + wlan(0x08, 0x01, PACKET) + bytes(4), UDP, ''),
    (127, bytes.fromhex('00001a00') + bytes.fromhex('03000080') + bytes(4) + bytes(4) + bytes(8) + bytes([0x20]) + bytes(1)
     + wlan(0x88, 0x01, PACKET, be16(0) + be16(0)), UDP, ''),
    (129, bytes([1, 2, 0, 0, 0xd4, 0, 0, 1]) + PACKET, UDP, 'own'),
    (138, bytes(16) + be16(0x0800) + PACKET, UDP, ''),
    (143, bytes([0, 0]) + be16(len(FRAME)) + be16(0x1541) + FRAME, UDP, ''),
    (163, be32(0x80211001) + be32(64) + bytes(56) + wlan(0x08, 0x01, PACKET), UDP, ''),
    (166, bytes([0, 3]) + be16(0x0021) + PACKET, UDP, 'own'),
    (178, juniper(FRAME), UDP, ''),
    (179, juniper(bytes.fromhex('ff030021') + PACKET), UDP, ''),
    (181, juniper(bytes.fromhex('0f000800') + PACKET), UDP, ''),
    (180, juniper(bytes.fromhex('184103cc') + PACKET), UDP, ''),
    (192, struct.pack('<BBHI', 0, 0, 8, 105) + wlan(0x08, 0x01, PACKET), UDP, ''),
    (192, struct.pack('<BBHI', 0, 0, 8, 1) + FRAME, UDP, ''),
    (197, bytes(8) + bytes([2, 4]) + be16(18 + len(FRAME)) + bytes(2) + be16(len(FRAME)) + bytes(2) + FRAME, UDP, ''),
    (204, bytes([1]) + bytes.fromhex('ff030021') + PACKET, UDP, ''),
    (205, bytes([1]) + bytes.fromhex('0f000800') + PACKET, UDP, 'own'),
    (206, bytes([1]) + bytes.fromhex('184103cc') + PACKET, UDP, 'own'),
    (219, be32(0x0001013f) + PACKET, UDP, 'own'),
    (226, bytes([1, 2]) + bytes(2) + be32(len(PACKET)) + bytes(16) + PACKET, UDP, ''),
    (228, PACKET, UDP, ''),
    (229, PACKET6, UDP6, ''),
    (239, bytes([2, 0, 0, 0]) + struct.pack('<HH', 8, 6) + bytes(4) + struct.pack('<HH', 4 + len(PACKET), 9) + PACKET, UDP, ''),
    (239, bytes([2, 0, 0, 0]) + struct.pack('>HH', 8, 6) + bytes(4) + struct.pack('>HH', 4 + len(PACKET), 9) + PACKET, UDP,
     'own'),
    (240, bytes(4) + FRAME + bytes(4), UDP, 'own'),
    (242, bytes(40) + be16(0x0800) + bytes(2) + PACKET, UDP, ''),
    (248, be16(1) + be16(2) + bytes(8), ANY, ''),
    (258, struct.pack('<III', 108, 1, 1) + bytes(96) + FRAME, UDP, ''),
    (274, bytes.fromhex('55555555555555d5') + FRAME + bytes(4), UDP, 'own'),
    (276, be16(0x0800) + bytes(2) + be32(3) + be16(1) + bytes([0, 6]) + FROM + bytes(2) + PACKET, UDP, ''),
    (281, TO + FROM + bytes(4) + be16(0x0800) + PACKET, UDP, 'own'),
    (282, bytes(4) + FRAME, UDP, 'own'),
    (284, TO + FROM + bytes.fromhex('40000005') + be16(0x0800) + PACKET, UDP, 'own'),
    (285, TO + FROM + be16(0xdada) + bytes(2) + bytes.fromhex('40000005') + be16(0x0800) + PACKET, UDP, 'own'),
    # Tunnels, over raw IP.
    (101, ip(4, PACKET), UDP, ''),
    (101, ip(41, PACKET6), UDP6, ''),
    (101, ip(41, ip6(17, udp(9, b'what is inside'), '2002c0000214000000000000000000aa')), UDP6, ''),
    (101, ip6(4, PACKET), UDP, ''),
    (101, ip6(41, PACKET6), UDP6, ''),
    (101, ip(47, bytes.fromhex('00000800') + PACKET), UDP, ''),
    (101, ip(47, bytes.fromhex('b0000800') + bytes(12) + PACKET), UDP, ''),
    (101, ip(47, bytes.fromhex('200086dd') + be32(9) + PACKET6), UDP6, ''),
    (101, ip(47, bytes.fromhex('00006558') + FRAME), UDP, ''),
    (101, ip(47, bytes.fromhex('20006558') + be32(0x500) + FRAME), UDP, ''),
    (101, ip(47, bytes.fromhex('000088be') + FRAME), UDP, ''),
    (101, ip(47, bytes.fromhex('100088be') + be32(1) + bytes.fromhex('1000000500000000') + FRAME), UDP, ''),
    (101, ip(47, bytes.fromhex('100022eb') + be32(1) + bytes.fromhex('200000050000000000000000') + FRAME), UDP, ''),
    (101, ip(47, bytes.fromhex('00008847') + be32(0x0001013f) + PACKET), UDP, ''),
    (101, ip(47, bytes.fromhex('3001880b') + be16(4 + len(PACKET)) + be16(5) + be32(1) + bytes.fromhex('ff030021') + PACKET),
     UDP, ''),
    (101, ip(97, be16(0x3000) + FRAME), UDP, ''),
    (101, ip(51, bytes([17, 4]) + bytes(2) + be32(1) + be32(2) + bytes(12) + udp(9, b'inside')), UDP, ''),
    (101, ip(115, be32(7) + FRAME), UDP, 'own'),
    (101, ip(137, be32(0x0001013f) + PACKET), UDP, ''),
    (101, ip(17, udp(4789, bytes.fromhex('0800000000000500') + FRAME)), UDP, ''),
    (101, ip(17, udp(4789, bytes.fromhex('0800000000000500') + ethernet(ARP, 0x0806))), ('0806', '1'), ''),
    (101, ip(17, udp(4790, bytes.fromhex('0c00000100000500') + PACKET)), UDP, ''),
    (101, ip(17, udp(6081, bytes.fromhex('0000655800000500') + FRAME)), UDP, ''),
    (101, ip(17, udp(6081, bytes.fromhex('0100655800000500') + bytes.fromhex('01020300') + FRAME)), UDP, ''),
    (101, ip(17, udp(2152, bytes.fromhex('30ff') + be16(len(PACKET)) + be32(77) + PACKET)), UDP, ''),
    (101, ip(17, udp(2152, bytes.fromhex('34ff') + be16(len(PACKET) + 8) + be32(77) + bytes.fromhex('00000085')
                     + bytes.fromhex('01000900') + PACKET)), UDP, ''),
    (101, ip(17, udp(3544, PACKET6)), UDP6, ''),
    (101, ip(17, udp(3544, bytes.fromhex('0001000000000000000000000000') [:13] + bytes(2) + bytes(6) + PACKET6)), UDP6, ''),
    (101, ip(17, udp(1701, bytes.fromhex('0002') + be16(1) + be16(2) + bytes.fromhex('ff030021') + PACKET)), UDP, ''),
    (101, ip(17, udp(1701, bytes.fromhex('4002') + be16(12 + len(PACKET)) + be16(1) + be16(2) + bytes.fromhex('ff030021')
                     + PACKET)), UDP, ''),
    (101, ip(17, udp(5247, bytes.fromhex('0010000000000000') + FRAME)), UDP, ''),
    (101, ip(17, udp(37008, bytes.fromhex('0100000101') + FRAME)), UDP, ''),
    (101, ip(17, udp(4754, bytes.fromhex('00000800') + PACKET)), UDP, ''),
    (101, ip(17, udp(6635, be32(0x0001013f) + PACKET)), UDP, ''),
    # The port says tunnel, the content does not.
    (101, ip(17, udp(4789, b'x' * 60)), ('ip', '17'), 'own'),
    (101, ip(17, udp(6635, b'x' * 60)), ('ip', '17'), 'own'),
    (101, ip(17, udp(1701, b'x' * 60)), ('ip', '17'), 'own'),
    (101, ip(47, bytes.fromhex('00000800') + b'x' * 60), ('ip', '47'), 'own'),
    (101, ip(17, udp(9, b''), total=0), ('ip', '17'), ''),
    (101, TCP, ('ip', '6'), ''),
]


def block(kind, body):
    size = 12 + len(body)
    return struct.pack('<II', kind, size) + body + struct.pack('<I', size)


def capture():
    """All of it as pcapng: an interface for each link type, a packet for each frame."""
    out = block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1))
    numbers = sorted({link for link, *_ in LINKS})
    for number in numbers:
        out += block(1, struct.pack('<HHI', number, 0, 0))
    for second, (link, frame, *_) in enumerate(LINKS):
        body = struct.pack('<IIIII', numbers.index(link), 0, second * 1000000, len(frame), len(frame))
        out += block(6, body + frame + bytes(-len(frame) % 4))
    return out


def found(chain):
    """(network, transport) that tshark's list of protocols ends with."""
    names = chain.split(':')
    if names[-1] == 'data':
        names.pop()
    for name in reversed(names):
        if name == 'arp':
            return '0806', '1'
        if name in ('udp', 'tcp', 'gre'):
            inner = [n for n in names[:names.index(name) if name != names[-1] else len(names)] if n in ('ip', 'ipv6')]
            return (inner[-1] if inner else '?'), {'udp': '17', 'tcp': '6', 'gre': '47'}[name]
    return '?', '?'


def main():
    options = peers.parser(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / 'links.pcapng'
        path.write_bytes(capture())
        ours = [tuple(line.split('\t')[1:3]) for line in peers.lines(options.dissect, 'layers', path)]
        chains = peers.tshark(path, '-T', 'fields', '-e', 'frame.protocols')
    failed = 0
    for index, (link, _, expected, note) in enumerate(LINKS):
        wrong = []
        if expected and ours[index] != expected:
            wrong.append(f'culprit finds {ours[index]}')
        if expected and note != 'own' and found(chains[index]) != expected:
            wrong.append(f'tshark finds {found(chains[index])}')
        failed += bool(wrong)
        if wrong or options.list:
            print(f'frame {index + 1}, link type {link}: {", ".join(wrong) or "as expected"} ({chains[index]})')
    print(f'{len(LINKS) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
