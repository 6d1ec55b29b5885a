#!/usr/bin/python3
"""Runs culprit on public captures: it must answer, or refuse with one clear sentence, and keep the laws.

The captures are others' data and not part of this project. Their folder is $CULPRIT_CORPUS (default: ../shared/corpus
beside the repository) and has a MANIFEST.tsv with the columns path and expected; where it is absent, nothing is run. In those that
ordinary.txt lists, nothing may be found that is worth more than a note.

usage: corpus.py --culprit BIN [--only TEXT] [--jobs N]
"""
import argparse
import concurrent.futures
import csv
import os
import pathlib
import re
import sys

import laws
import program

DEFAULT = pathlib.Path(__file__).parents[3] / 'shared' / 'corpus'
ORDINARY = {line.split('\t')[0] for line in (pathlib.Path(__file__).parent / 'ordinary.txt').read_text().splitlines()
            if not line.startswith('#')}
CANNOT_READ = 2
PCAP_MAGIC = {b'\xd4\xc3\xb2\xa1', b'\xa1\xb2\xc3\xd4', b'\x4d\x3c\xb2\xa1', b'\xa1\xb2\x3c\x4d', b'\x0a\x0d\x0d\x0a'}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--only', default='', help='the captures whose path contains this')
    parser.add_argument('--jobs', type=int, default=2)
    return parser.parse_args()


def captures(corpus, only):
    """(path, packets that the manifest says or None)."""
    with open(corpus / 'MANIFEST.tsv', newline='') as manifest:
        for row in csv.DictReader(manifest, delimiter='\t', quoting=csv.QUOTE_NONE):
            if row['path'].startswith('captures/') and only in row['path']:
                packets = re.search(r'\bpackets=(\d+)', row['expected'] or '')
                yield corpus / row['path'], int(packets[1]) if packets else None


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


def mistakes(culprit, path, packets):
    answer = program.explain(culprit, path)
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
    if program.explain(culprit, path).out != answer.out:
        yield 'law 2: a second run gives other bytes'


def main():
    options = arguments()
    corpus = pathlib.Path(os.environ.get('CULPRIT_CORPUS', DEFAULT))
    if not (corpus / 'MANIFEST.tsv').is_file():
        print('skipped: there is no corpus here (set CULPRIT_CORPUS to its folder)')
        print('0 passed, 0 failed')
        return 0
    passed = failed = 0
    listed = list(captures(corpus, options.only))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda entry: list(mistakes(options.culprit, *entry)), listed)
        for (path, _), found in zip(listed, results):
            for sentence in found:
                print(f'{path.relative_to(corpus)}: {sentence}', flush=True)
            passed, failed = passed + (not found), failed + bool(found)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
