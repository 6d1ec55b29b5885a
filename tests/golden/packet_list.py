"""Writes a generated capture down as a packet list, in the ways in which Wireshark, tcpdump and people do.

Reads classic pcap files of Ethernet frames with IPv4, as culprit-generate writes them; shares no code with culprit.
"""
import datetime
import struct

LENGTHS = {'wireshark', 'csv', 'csv-german', 'psml', 'typed', 'markdown-russian', 'spanish'}  # forms that tell the frames' lengths
DATED = {'csv', 'tcpdump'}  # forms with the date
FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']
METHODS = (b'GET ', b'POST ', b'PUT ', b'HEAD ', b'OPTIONS ', b'PROPFIND ')


def frames(path):
    """(seconds, microseconds, bytes, wire length) of a little-endian pcap file."""
    data = path.read_bytes()
    at = 24
    while at < len(data):
        seconds, micros, captured, wire = struct.unpack_from('<IIII', data, at)
        yield seconds, micros, data[at + 16:at + 16 + captured], wire
        at += 16 + captured


def ip4(packet, at):
    return '.'.join(map(str, packet[at:at + 4]))


def summary(packet):
    """What Wireshark of 2011 shows in the columns Source, Destination, Protocol and Info; (datagram, offset, more)."""
    if packet[12:14] == b'\x08\x06':
        return ip4(packet, 28), ip4(packet, 38), 'ARP', f'Who has {ip4(packet, 38)}?  Tell {ip4(packet, 28)}', None
    start = 14 + (packet[14] & 15) * 4
    source, destination, protocol = ip4(packet, 26), ip4(packet, 30), packet[23]
    identification, fragment = struct.unpack_from('>HH', packet, 18)
    offset, more = (fragment & 0x1fff) * 8, bool(fragment & 0x2000)
    ports = struct.unpack_from('>HH', packet, start)
    total = struct.unpack_from('>H', packet, 16)[0]
    if offset or more:
        info = f'Fragmented IP protocol (proto=UDP 0x11, off={offset})'
        return source, destination, 'IP', info, ((source, identification), offset, more, ports)
    if protocol == 17:
        if 53 in ports:
            return source, destination, 'DNS', 'Standard query', None
        return source, destination, 'UDP', f'Source port: {ports[0]}  Destination port: {ports[1]}', None
    if protocol == 6:
        payload = packet[start + (packet[start + 12] >> 4) * 4:14 + total]
        line = payload.split(b'\r\n')[0].decode('latin-1')
        if payload.startswith(METHODS):
            return source, destination, 'HTTP', line + ' ', None
        if payload.startswith(b'HTTP/1.'):
            return source, destination, 'HTTP', line + '  (text/html)', None
        flags = ', '.join(name for bit, name in enumerate(FLAGS) if packet[start + 13] >> bit & 1)
        return source, destination, 'TCP', f'{ports[0]} > {ports[1]} [{flags}] Seq=0 Win=65535 Len={len(payload)}', None
    return source, destination, 'ICMP', 'Destination unreachable (Port unreachable)', None


def rows(path):
    """(number, time since the first, absolute time, source, destination, protocol, length, info)."""
    out, waiting = [], {}
    for number, (seconds, micros, packet, wire) in enumerate(frames(path), 1):
        source, destination, protocol, info, piece = summary(packet)
        if piece:  # Wireshark tells each piece where the whole is shown, and shows the ports there
            datagram, _, more, ports = piece
            waiting.setdefault(datagram, [ports]).append(len(out))
            if not more:
                ports, *pieces = waiting.pop(datagram)
                for index in pieces[:-1]:
                    out[index][7] += f' [Reassembled in #{number}]'
                if len(pieces) > 1:
                    protocol, info = 'UDP', f'Source port: {ports[0]}  Destination port: {ports[1]}'
        moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).replace(microsecond=micros)
        out.append([number, moment, moment, source, destination, protocol, wire, info])
    first = out[0][1]
    return [(n, (t - first).total_seconds(), t, *rest) for n, t, _, *rest in out]


def plain(titles, table, length):
    lines = [titles]
    for number, since, _, source, destination, protocol, wire, info in table:
        lines.append(f'{number:7} {since:<11.6f} {source:21} {destination:21} {protocol:8} {f"{wire:<6} " if length else ""}{info}')
    return '\n'.join(lines) + '\n'


def separated(titles, separator, table, quote='', dated=False, ends=''):
    lines = [f'{ends}{separator.join(f"{quote}{title}{quote}" for title in titles)}{ends}'] if titles else []
    for number, since, moment, *rest in table:
        time = moment.strftime('%Y-%m-%d %H:%M:%S.%f') if dated else f'{since:.6f}'
        cells = [str(cell).replace('"', '""') if quote else str(cell) for cell in (number, time, *rest)]
        lines.append(f'{ends}{separator.join(f"{quote}{cell}{quote}" for cell in cells)}{ends}')
    return '\n'.join(lines) + '\n'


def psml(table):
    def packet(tag, cells):
        escaped = (str(cell).replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;') for cell in cells)
        return f'<{tag}>\n' + ''.join(f'<section>{cell}</section>\n' for cell in escaped) + f'</{tag}>\n'
    body = ''.join(packet('packet', (number, f'{since:.6f}', *rest)) for number, since, _, *rest in table)
    titles = packet('structure', ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info'])
    return f'<?xml version="1.0"?>\n<psml version="0" creator="wireshark/1.4.3">\n{titles}\n{body}</psml>\n'


def tcpdump(path):
    """tcpdump -n -tttt"""
    lines = []
    for seconds, micros, packet, _ in frames(path):
        moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).replace(microsecond=micros)
        source, destination, protocol, info, piece = summary(packet)
        start = 14 + (packet[14] & 15) * 4
        ports = struct.unpack_from('>HH', packet, start)
        if protocol == 'ARP':
            lines.append(f'{moment:%Y-%m-%d %H:%M:%S.%f} ARP, Request who-has {destination} tell {source}, length 28')
            continue
        ends = f'{source} > {destination}: ' if piece and piece[1] else f'{source}.{ports[0]} > {destination}.{ports[1]}: '
        if piece and piece[1]:
            what = 'ip-proto-17'
        elif protocol in ('UDP', 'DNS', 'IP'):
            what = f'UDP, length {struct.unpack_from(">H", packet, start + 4)[0] - 8}'
        elif protocol == 'ICMP':
            ends, what = f'{source} > {destination}: ', f'ICMP {destination} udp port 9 unreachable, length 36'
        else:
            letters = ''.join(letter for bit, letter in enumerate('FSRP.U') if packet[start + 13] >> bit & 1)
            length = struct.unpack_from('>H', packet, 16)[0] - (packet[14] & 15) * 4 - (packet[start + 12] >> 4) * 4
            content = f': HTTP: {info.split("  (")[0].strip()}' if protocol == 'HTTP' else ''
            what = f'Flags [{letters}], seq 1:{length + 1}, ack 1, win 65535, length {length}{content}'
        lines.append(f'{moment:%Y-%m-%d %H:%M:%S.%f} IP {ends}{what}')
    return '\n'.join(lines) + '\n'


def write(form, capture, path):
    """Writes `capture` down in one form; gives what is known of the list's first moment."""
    table = rows(capture)
    with_length = [(*row[:3], *row[3:]) for row in table]
    if form == 'wireshark-2011':
        text = plain('No.     Time        Source                Destination           Protocol Info', table, False)
    elif form == 'wireshark':
        text = plain('No.     Time        Source                Destination           Protocol Length Info', table, True)
    elif form == 'csv':
        titles = ['No.', 'Time', 'Source', 'Destination', 'Protocol', 'Length', 'Info']
        text = separated(titles, ',', with_length, quote='"', dated=True)
    elif form == 'csv-german':
        text = separated(['Nr.', 'Zeit', 'Quelle', 'Ziel', 'Protokoll', 'Länge', 'Info'], ';', with_length, quote='"')
    elif form == 'spanish':
        text = plain('Núm.    Tiempo      Origen                Destino               Protocolo Longitud Información', table, True)
    elif form == 'markdown-russian':
        titles = ['№', 'Время', 'Источник', 'Назначение', 'Протокол', 'Длина', 'Инфо']
        text = separated(titles, ' | ', with_length, ends='|')
    elif form == 'typed':
        text = separated(None, '   ', with_length)
    elif form == 'psml':
        text = psml(table)
    elif form == 'tcpdump':
        text = tcpdump(capture)
    else:
        raise ValueError(f'packet_list.py knows no form {form!r}')
    path.write_text(text, encoding='utf-8')
    return table[0][2]


def as_listed(truth, form, first):
    """The truth as far as the list tells it: without bytes where it has no lengths, from 1970 on where it has no date."""
    out = dict(truth)
    if form not in LENGTHS:
        out['bytes'] = None
    if form in DATED:
        return out
    start = first.timestamp()

    def moved(text):
        moment = datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp() - start
        return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.%fZ')
    out['floods'] = [{**flood, 'start': moved(flood['start']), 'end': moved(flood['end'])} for flood in truth['floods']]
    return out
