#!/usr/bin/python3
"""Runs culprit on public captures (tests/public.py): it must answer, or refuse with one clear sentence, and keep the laws.

In those that ordinary.txt lists, nothing may be found that is worth more than a note.

--sanitized is for a build with sanitizers: each capture is read once, and may take longer and more memory.

usage: corpus.py --culprit BIN [--sanitized] [--only TEXT] [--jobs N]
"""
import argparse
import concurrent.futures
import pathlib
import re
import resource
import sys
import time

import laws
import program

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import public  # noqa: E402

ORDINARY = {line.split('\t')[0] for line in (pathlib.Path(__file__).parent / 'ordinary.txt').read_text().splitlines()
            if not line.startswith('#')}
CANNOT_READ = 2
PCAP_MAGIC = {b'\xd4\xc3\xb2\xa1', b'\xa1\xb2\xc3\xd4', b'\x4d\x3c\xb2\xa1', b'\xa1\xb2\x3c\x4d', b'\x0a\x0d\x0d\x0a'}
# What one run may take, and how many times that with sanitizers.
TIME_LIMIT_S, MEMORY_LIMIT_MIB = 10, 256
SANITIZED_TIMES = 5


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--sanitized', action='store_true', help='it is a build with sanitizers')
    parser.add_argument('--only', default='', help='the captures whose path contains this')
    parser.add_argument('--jobs', type=int, default=2)
    return parser.parse_args()


def packets_of(expected):
    """The packets that the manifest says, or None."""
    found = re.search(r'\bpackets=(\d+)', expected)
    return int(found[1]) if found else None


def refusal_mistakes(answer, path, packets):
    """One sentence for a human, nothing on standard output; never for a pcap or pcapng file that has packets."""
    if answer.out:
        yield 'refused, but standard output is not empty'
    if len(answer.err.splitlines()) != 1 or len(answer.err) < 20:
        yield f'refused without one clear sentence: {answer.err!r}'
    with open(path, 'rb') as file:
        if packets and file.read(4) in PCAP_MAGIC:
            yield f'refused, the manifest says {packets} packets: {answer.err}'


def false_alarms(report):
    for finding in report['findings']:
        if finding['severity'] not in ('info', 'low'):
            yield f'ordinary traffic, yet told as {finding["kind"]} of {finding["severity"]} severity'


def mistakes(culprit, path, packets, sanitized):
    begun = time.monotonic()
    answer = program.explain(culprit, path)
    limit = TIME_LIMIT_S * (SANITIZED_TIMES if sanitized else 1)
    if time.monotonic() - begun > limit:
        yield f'took more than {limit} s'
    if answer.status == CANNOT_READ:
        yield from refusal_mistakes(answer, path, packets)
        return
    if answer.status != 0:
        yield f'exit status {answer.status}: {answer.err[:200]}'
        return
    if answer.report is None:
        yield 'standard output is not JSON'
        return
    yield from laws.breaches(answer.report)
    if any(str(path).endswith('/captures/' + name) for name in ORDINARY):
        yield from false_alarms(answer.report)
    if packets is not None and answer.report['input']['packets'] != packets:
        yield f'{answer.report["input"]["packets"]} packets, the manifest says {packets}'
    if not sanitized and program.explain(culprit, path).out != answer.out:
        yield 'law 2: a second run gives other bytes'


def main():
    options = arguments()
    if not public.there():
        return 0
    passed = failed = 0
    listed = [(public.FOLDER / name, packets_of(expected)) for name, expected in public.captures(options.only)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda entry: list(mistakes(options.culprit, *entry, options.sanitized)), listed)
        for (path, _), found in zip(listed, results):
            for sentence in found:
                print(f'{path.relative_to(public.FOLDER)}: {sentence}', flush=True)
            passed, failed = passed + (not found), failed + bool(found)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    limit = MEMORY_LIMIT_MIB * (SANITIZED_TIMES if options.sanitized else 1)
    print(f'most memory of one run: {most} MiB (at most {limit})')
    passed, failed = passed + (most <= limit), failed + (most > limit)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
