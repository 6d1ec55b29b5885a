#!/usr/bin/python3
"""Compares culprit's readers with Wireshark's: the same packets in every format that editcap writes, and captures of others.

For each file: the number of packets, their bytes, the times of the first and the last one, as capinfos tells them. The
packets come from culprit-generate and from randpkt. Wireshark writes no iptrace, and what it writes of Observer and NCFX it does
not read itself; these are made here, or only counted. Of the corpus (tests/public.py) every capture that capinfos reads must be read,
with as many packets. Needs wireshark-common.

usage: formats.py --culprit BIN --generate BIN [--only TEXT] [--jobs N]
"""
import argparse
import concurrent.futures
import csv
import pathlib
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import program
import truth

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import public  # noqa: E402

FORMATS = ['pcap', 'nsecpcap', 'modpcap', 'nokiapcap', 'rh6_1pcap', 'suse6_3pcap', 'pcapng', 'snoop', 'netmon1', 'netmon2', '5views',
           'commview-ncf', 'k12text', 'lanalyzer', 'nettl', 'ngsniffer', 'ngwsniffer_1_1', 'ngwsniffer_2_0', 'observer', 'visual']
# What cannot be compared: capinfos counts a checksum that it does not count when it writes; it knows no day and takes 2000-01-01.
COUNTS_ONLY = {'visual', 'k12text'}
UNREADABLE = {'observer'}  # by capinfos itself: compared with the source
SINCE_1980 = {'ngsniffer', 'observer'}  # randpkt's times, of 1970, do not fit in
SCENARIOS = ['excerpt-300', 'tiny-100', 'excerpt-order-only --format pcapng --time ns']
RANDOM = ['arp', 'dns', 'eth', 'icmp', 'ip', 'tcp', 'udp', 'tr', 'fddi', 'ncp2222', 'usb-linux', 'llc']
TIME_TOLERANCE_S = 1.5e-6  # Wireshark reckons NetXRay's ticks in floating point, and may lose a microsecond


def capinfos(path):
    """(packets, bytes, start, end) of what Wireshark reads, or None where it reads nothing or stops early."""
    done = subprocess.run(['capinfos', '-T', '-m', '-r', '-S', '-c', '-d', '-a', '-e', str(path)], capture_output=True, text=True)
    rows = list(csv.reader(done.stdout.splitlines()))
    if done.returncode != 0 or not rows:
        return None
    packets, size, start, end = rows[0][1:5]
    return int(packets), int(size), start, end


def mistakes(culprit, path, counts_only=False, like=None):
    """`like` = the file whose packets it holds, where capinfos does not read it."""
    known = capinfos(like or path)
    if known is None:
        return
    packets, size, start, end = known
    answer = program.explain(culprit, path)
    if answer.report is None:
        yield f'capinfos reads {packets} packets, culprit says: {answer.err.strip()}'
        return
    got = answer.report['input']
    if got['packets'] != packets:
        yield f'{got["packets"]} packets, capinfos has {packets}'
    if counts_only or packets == 0:
        return
    if got['bytes'] != size:
        yield f'{got["bytes"]} bytes, capinfos has {size}'
    for name, theirs in (('start', start), ('end', end)):
        if theirs not in ('n/a', '') and abs(truth.seconds(got[name]) - float(theirs)) > TIME_TOLERANCE_S:
            yield f'{name} is {got[name]}, capinfos has {theirs}'


def sources(generate, folder):
    for number, scenario in enumerate(SCENARIOS):
        path = folder / f'source-{number}.pcap'
        program.generate(generate, scenario.split(), path)
        yield scenario.split()[0], path
    for kind in RANDOM:
        path = folder / f'random-{kind}.pcap'
        if subprocess.run(['randpkt', '-b', '1500', '-c', '50', '-t', kind, str(path)], capture_output=True).returncode == 0:
            yield f'randpkt-{kind}', path


def iptrace(path, version):
    """The packets of a pcap file (little-endian, Ethernet) as AIX' iptrace writes them."""
    data, at = path.read_bytes(), 24
    out = f'iptrace {version}.0'.encode()
    while at + 16 <= len(data):
        second, micro, size, _ = struct.unpack_from('<IIII', data, at)
        told = struct.pack('>3xB4s12sBB', 0, b'en', b'', 6, 0) + (struct.pack('>2xII', second, micro * 1000) if version == 2 else b'')
        out += struct.pack('>II', len(told) + size, second) + told + data[at + 16:at + 16 + size]
        at += 16 + size
    return out


def made(generate, folder):
    """(name, path, whether only to be counted, the file that it is like) of every source in every format that can hold it."""
    for name, path in sources(generate, folder):
        for kind in FORMATS:
            out = folder / f'{path.stem}.{kind}'
            if subprocess.run(['editcap', '-F', kind, str(path), str(out)], capture_output=True).returncode == 0:
                undated = kind in COUNTS_ONLY or (kind in SINCE_1980 and name.startswith('randpkt'))
                yield f'{name} as {kind}', out, undated, path if kind in UNREADABLE else None
        for version in (1, 2) if path.read_bytes()[:4] == b'\xd4\xc3\xb2\xa1' and name == 'tiny-100' else ():
            out = folder / f'{path.stem}.iptrace{version}'
            out.write_bytes(iptrace(path, version))
            yield f'{name} as iptrace {version}', out, False, None


def piped_mistakes(culprit, archive, packets):
    answer = program.explain(culprit, '-', stdin=archive)
    if answer.report is None:
        yield f'not read from a pipe: {answer.err}'
    elif [file['packets'] for file in answer.report['input']['files']] != packets:
        yield f'{[file["packets"] for file in answer.report["input"]["files"]]} packets, not {packets}'


def archives(folder):
    """(name, path, packets of each capture in it): two of the sources and a text, as zip, tar and compressed tar."""
    members = sorted(folder.glob('source-?.pcap'))[:2]
    packets = [capinfos(path)[0] for path in members]
    with zipfile.ZipFile(folder / 'two.zip', 'w', zipfile.ZIP_DEFLATED) as out:
        out.writestr('readme.txt', 'two captures')
        for path in members:
            out.write(path, path.name)
    for mode in ('w', 'w:gz', 'w:xz'):
        with tarfile.open(folder / f'two.{mode[2:]}tar', mode) as out:
            for path in members:
                out.add(path, path.name)
    for path in [folder / 'two.zip', *folder.glob('two.*tar')]:
        yield f'{path.name} from a pipe', path, packets


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--generate', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--only', default='')
    parser.add_argument('--jobs', type=int, default=2)
    options = parser.parse_args()
    if not shutil.which('editcap') or not shutil.which('capinfos'):
        print('skipped: editcap and capinfos are missing (wireshark-common)')
        print('0 passed, 0 failed')
        return 0
    passed = failed = 0
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        files = list(made(options.generate, pathlib.Path(scratch)))
        files += [(name, public.FOLDER / name, True, None) for name, _ in public.captures()]
        files = [entry for entry in files if options.only in entry[0]]
        results = pool.map(lambda entry: list(mistakes(options.culprit, *entry[1:])), files)
        for (name, *_), found in zip(files, results):
            for sentence in found:
                print(f'{name}: {sentence}', flush=True)
            passed, failed = passed + (not found), failed + bool(found)
        for name, path, packets in archives(pathlib.Path(scratch)):
            found = list(piped_mistakes(options.culprit, path, packets))
            print(*(f'{name}: {sentence}\n' for sentence in found), sep='', end='', flush=True)
            passed, failed = passed + (not found), failed + bool(found)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
