#!/usr/bin/python3
"""Asks tshark, which shares no code with us, whether the generator's frames are well-formed: right checksums everywhere,
and no malformed packet outside of floods, whose content is noise on purpose.

usage: frames.py --incidents BIN [--seed N] [--first N] [--count N] [--classes A,B] [--jobs N]
"""
import argparse
import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

FRAMES = 8000  # of each capture
CHECKSUMS = ('ip', 'tcp', 'udp', 'icmp', 'icmpv6')
BAD = '0'
# What is judged by its content. Others are guesses from a port number about bytes that are encrypted or noise.
JUDGED = {'eth', 'arp', 'ip', 'ipv6', 'icmp', 'icmpv6', 'tcp', 'udp', 'igmp', 'dhcp', 'dns', 'mdns', 'http', 'json', 'tls', 'ssh', 'ntp', 'snmp',
          'cldap', 'ldap', 'smtp', 'ftp', 'sip', 'sdp', 'rtp', 'h264', 'rpc', 'nfs', 'irc', 'mqtt', 'stun', 'rtsp', 'ssdp', 'nbns', 'rip', 'portmap',
          'coap', 'tftp', 'isakmp', 'cflow', 'vlan', 'gre', 'vxlan', 'mpls', 'pppoes', 'ppp', 'sll'}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--incidents', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--seed', type=int, default=2669)
    parser.add_argument('--first', type=int, default=0)
    parser.add_argument('--count', type=int, default=1, help='captures of each class')
    parser.add_argument('--classes', default='')
    parser.add_argument('--jobs', type=int, default=2)
    return parser.parse_args()


def generate(options, folder):
    chosen = [part for name in filter(None, options.classes.split(',')) for part in ('--class', name)]
    command = [options.incidents, '--out', str(folder), '--seed', str(options.seed), '--first', str(options.first), '--count', str(options.count), *chosen]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def suspects(path):
    """(frame, protocols, bad checksums, malformed) of each frame that tshark complains about."""
    statuses = [f'{protocol}.checksum.status' for protocol in CHECKSUMS]
    wanted = ' || '.join(['_ws.malformed', *(f'{status} == {BAD}' for status in statuses)])
    command = ['tshark', '-n', '-r', str(path), '-c', str(FRAMES), '-Y', wanted, '-T', 'fields', '-e', 'frame.number', '-e', 'frame.protocols',
               '-e', '_ws.malformed', *(part for status in statuses for part in ('-e', status))]
    for protocol in ('ip', 'tcp', 'udp'):
        command += ['-o', f'{protocol}.check_checksum:TRUE']
    # A connection's end may lie beyond the capture's: what is put together from its parts is not judged.
    command += ['-o', 'http.desegment_body:FALSE', '-o', 'tcp.desegment_tcp_streams:FALSE']
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    for line in done.stdout.splitlines():
        number, protocols, malformed, *status = (line.split('\t') + [''] * 8)[:3 + len(CHECKSUMS)]
        bad = [protocol for protocol, value in zip(CHECKSUMS, status) if BAD in value.split(',')]
        yield int(number), protocols, bad, bool(malformed)


def mistakes(truth, path):
    cut = 'snaplen' in truth['tags']
    noise = [(deed['first_frame'], deed['last_frame']) for deed in truth['deeds']]
    for number, protocols, bad, malformed in suspects(path):
        last = protocols.split(':')[-1]
        if bad:
            yield f'frame {number} ({protocols}): wrong checksum of {", ".join(bad)}'
        elif malformed and not cut and last in JUDGED and last != 'http' and not any(first <= number <= end for first, end in noise):
            yield f'frame {number} ({protocols}): malformed'


def main():
    options = arguments()
    if not shutil.which('tshark'):
        print('skipped: tshark is not installed\n0 passed, 0 failed')
        return 0
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix='culprit-frames-') as folder, concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        truths = generate(options, folder)
        results = pool.map(lambda truth: list(mistakes(truth, pathlib.Path(folder) / truth['file'])), truths)
        for truth, found in zip(truths, results):
            for sentence in found[:3]:
                print(f'{truth["id"]} ({truth["variant"]}): {sentence}', flush=True)
            passed, failed = passed + (not found), failed + bool(found)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
