#!/usr/bin/python3
"""Makes captures with a known truth, asks culprit about each, and prints how often it is right.

usage: run.py --culprit BIN --incidents BIN [--seed N | --final N] [--count N] [--classes A,B] [--jobs N]
              [--save FILE] [--keep-failures DIR] [--check [THRESHOLDS]] [--list]
       run.py --culprit BIN --incidents BIN --only CLASS/N [--seed N] [--keep DIR]

--count is per class. --final draws the seed from a number that nobody has used yet: its captures must not be looked at.
--only makes one capture again, keeps it, and says what is wrong about its report.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import judge
import pages
import score

BATCH = 20
TIME_LIMIT_S = 600
DEFAULT_SEED = 2669


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    path = lambda name: str(pathlib.Path(name).resolve())
    parser.add_argument('--culprit', required=True, type=path)
    parser.add_argument('--incidents', required=True, type=path)
    parser.add_argument('--seed', type=int, default=DEFAULT_SEED)
    parser.add_argument('--final', type=int, help='a number that was never used: the seed is drawn from it')
    parser.add_argument('--count', type=int, default=40, help='captures of each class (%(default)s)')
    parser.add_argument('--classes', default='', help='some of them, separated by commas')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--save', type=pathlib.Path, help='one line of JSON for each capture')
    parser.add_argument('--keep-failures', type=pathlib.Path, metavar='DIR', help='captures with a mistake, up to 200')
    parser.add_argument('--check', nargs='?', const='bars', help='exit status 1 when a bar is missed (smoke: the low bars of ./run test, and its short output)')
    parser.add_argument('--only', metavar='CLASS/N', help='one capture')
    parser.add_argument('--keep', type=pathlib.Path, default=pathlib.Path('build/evaluate'), help='where --only puts it')
    parser.add_argument('--worst', type=int, default=30, help='mistakes that are listed (%(default)s)')
    parser.add_argument('--by', default='', help='also count by these tags, separated by commas')
    parser.add_argument('--list', action='store_true', help='the classes')
    options = parser.parse_args()
    if options.final is not None:
        options.seed = int.from_bytes(hashlib.sha256(f'culprit final {options.final}'.encode()).digest()[:7])
    return options


def class_names(incidents):
    listed = subprocess.run([incidents, '--list'], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in listed.splitlines()]


def generate(options, name, first, count, folder):
    """The truths of captures first.. of class `name`, made in `folder`."""
    command = [options.incidents, '--out', str(folder), '--seed', str(options.seed), '--class', name, '--first', str(first), '--count', str(count)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT_S)
    if done.returncode:
        raise RuntimeError(f'{" ".join(command)}: exit status {done.returncode}: {done.stderr.strip()}')
    return [json.loads(line) for line in done.stdout.splitlines()]


def explain(options, folder, files):
    """The report of each file that has one."""
    command = [options.culprit, 'explain', '--each', '--format', 'json', '--threads', '1', *files]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder, timeout=TIME_LIMIT_S)
    except subprocess.TimeoutExpired:
        return {}
    out = {}
    for line in done.stdout.splitlines():
        try:
            report = json.loads(line)
        except ValueError:
            continue  # the last one of a program that broke off
        out[report['input']['files'][0]['name']] = report
    return out


def explain_all(options, folder, files):
    reports = explain(options, folder, files)
    for name in files:
        if name not in reports:  # a crash takes the rest with it: ask again, one by one
            reports |= explain(options, folder, [name])
    return reports


def keep(folder, truth, where):
    where.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / truth['file'], where)
    (where / (truth['file'].split('.')[0] + '.json')).write_text(json.dumps(truth, indent=1))


def batch(options, name, first, count):
    """Judgements of one batch; nothing of it stays on disk."""
    with tempfile.TemporaryDirectory(prefix='culprit-evaluate-', dir=scratch()) as folder:
        folder = pathlib.Path(folder)
        truths = generate(options, name, first, count, folder)
        reports = explain_all(options, folder, [truth['file'] for truth in truths])
        judgements = [judge.judge(truth, reports.get(truth['file'])) for truth in truths]
        for truth, judgement in zip(truths, judgements):
            if judgement.mistakes and options.keep_failures:
                keep(folder, truth, options.keep_failures)
        return judgements


def scratch():
    """In memory where there is room for it."""
    memory = pathlib.Path('/dev/shm')
    return memory if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 << 30 else None


def evaluate(options, names):
    work = [(name, first, min(BATCH, options.count - first)) for first in range(0, options.count, BATCH) for name in names]
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as pool:
        for done, judgements in enumerate(pool.map(batch, [options] * len(work), *zip(*work)), 1):
            if sys.stderr.isatty():
                print(f'\r{done * 100 // len(work)} %', end='', file=sys.stderr)
            yield from judgements
    if sys.stderr.isatty():
        print('\r', end='', file=sys.stderr)


def show_one(options):
    """Makes one capture again and says what is wrong about its report."""
    name, number = options.only.rsplit('/', 1)
    options.keep.mkdir(parents=True, exist_ok=True)
    truth, = generate(options, name, int(number), 1, options.keep)
    report = explain(options, options.keep, [truth['file']]).get(truth['file'])
    verdict = judge.judge(truth, report)
    stem = options.keep / truth['file'].split('.')[0]
    stem.with_suffix('.truth.json').write_text(json.dumps(truth, indent=1))
    stem.with_suffix('.report.json').write_text(json.dumps(report, indent=1))
    print(f'{options.keep / truth["file"]}: {truth["packets"]} frames; beside it its truth and its report')
    print(json.dumps({'variant': truth['variant'], **truth['tags']}))
    print('\n'.join(verdict.mistakes) or 'nothing is wrong')
    return bool(verdict.mistakes)


def main():
    options = arguments()
    known = class_names(options.incidents)
    if options.list:
        return subprocess.run([options.incidents, '--list']).returncode
    if options.only:
        return show_one(options)
    names = [name for name in known if not options.classes or name in options.classes.split(',')]
    if unknown := set(filter(None, options.classes.split(','))) - set(known):
        raise SystemExit(f'no class is called {", ".join(sorted(unknown))}; --list shows them all')
    judgements = list(evaluate(options, names))
    if options.save:
        options.save.write_text(''.join(json.dumps(judgement.record()) + '\n' for judgement in judgements))
    missed = pages.print_smoke(judgements) if options.check == 'smoke' else pages.print_all(judgements, options)
    return 1 if options.check and missed else 0


if __name__ == '__main__':
    sys.exit(main())
