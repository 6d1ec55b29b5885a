#!/usr/bin/env python3
"""Measures culprit on a web server's log and folder, beside grep and cat; prints Markdown tables.

log: an access log of about 1 GB (bench/access_log.cc) beside `grep -c` of a fixed string on the same file.
webroot: Debian's PHP programs, unpacked (bench/webroot_packages.txt; nothing is installed), beside reading them with
`find | xargs cat`. How many files are accused is counted with the witness of known releases switched off: all of them
are innocent. The versions and hashes of what was unpacked are written to build/bench/webroot.tsv.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import subprocess
import sys
import time

import run as captures
from run import CAPTURES as BENCH, CULPRIT, MEASURE, RELEASE

PACKAGES = pathlib.Path(__file__).with_name('webroot_packages.txt')
LOG_LINES = 5_000_000
MAX_LOG_RATIO, MAX_LOG_RSS_MIB = 2.5, 128
MAX_WEBROOT_RATIO = 5.0
MAX_SUSPICIOUS = 0.0005


def log():
    path = BENCH / 'access.log'
    if not path.exists():
        BENCH.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix('.part')
        with open(part, 'wb') as out:
            subprocess.run([RELEASE / 'bench-access-log', str(LOG_LINES)], check=True, stdout=out)
        part.rename(path)
    captures.settle(path)
    return path


def sha256(path):
    with open(path, 'rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest() if hasattr(hashlib, 'file_digest') else hashlib.sha256(file.read()).hexdigest()


def webroot():
    """The unpacked packages, and the list of them with hashes."""
    tree, debs, listed = BENCH / 'webroot', BENCH / 'webroot-debs', BENCH / 'webroot.tsv'
    if listed.exists():
        return tree
    debs.mkdir(parents=True, exist_ok=True)
    wanted = [line for line in PACKAGES.read_text().splitlines() if line and not line.startswith('#')]
    known = set(subprocess.run(['apt-cache', 'pkgnames'], check=True, capture_output=True, text=True).stdout.split())
    have = {path.name.split('_')[0] for path in debs.glob('*.deb')}
    missing = [name for name in wanted if name in known and name not in have]
    if missing:
        subprocess.run(['apt-get', 'download', '-q', *missing], check=True, cwd=debs, stdout=subprocess.DEVNULL)
    rows = []
    for deb in sorted(debs.glob('*.deb')):
        subprocess.run(['dpkg-deb', '-x', deb, tree], check=True)
        name, version, _ = deb.name.split('_')
        rows.append(f'{name}\t{version.replace("%3a", ":")}\t{sha256(deb)}\n')
    listed.write_text(''.join(rows))
    return tree


def shell(command):
    return ['sh', '-c', command]


def table(title, results, base):
    print(f'\n### {title}\n')
    print('| command | wall s | CPU s | peak RSS MiB | x base |')
    print('|---|---:|---:|---:|---:|')
    for name, runs in results.items():
        if isinstance(runs, str):
            print(f'| {name} | no measurement: {runs} | | | |')
            continue
        print(f'| {name} | {captures.median(runs, "wall"):.3f} | {captures.median(runs, "cpu"):.3f} '
              f'| {max(run.rss_mib for run in runs):.0f} | {captures.ratio(runs, results[base]):.2f} |')


def measured(results, subject, base):
    runs = results[subject]
    if isinstance(runs, str) or isinstance(results[base], str):
        return None
    return captures.ratio(runs, results[base]), max(run.rss_mib for run in runs)


def measure_log(options, bars):
    path = log()
    base, subject = 'grep -c', 'culprit logs'
    # Through a pipe: grep stops at the first match when its output goes to /dev/null.
    commands = {base: shell(f"LC_ALL=C grep -cF '/webdav/..php' {path} | cat"), 'wc -l': ['wc', '-l', path],
                subject: [CULPRIT, 'logs', path]}
    results = captures.rounds(commands, path, options.n, options.timeout)
    table(f'log: {LOG_LINES:,} lines, {path.stat().st_size / 1e6:.0f} MB', results, base)
    answer = json.loads(subprocess.run([CULPRIT, 'logs', path, '--format', 'json'], check=True, capture_output=True).stdout)
    told = answer['input']['files'][0]
    bars.append((f'log: {told["lines"]:,} lines told of {LOG_LINES:,}, {told["bad_lines"]} of them unreadable',
                 told['lines'] == LOG_LINES and told['bad_lines'] == 0))
    result = measured(results, subject, base)
    if result is None:
        return bars.append(('log: no measurement', False))
    bars.append((f'log: {result[0]:.2f} x grep -c (at most {MAX_LOG_RATIO})', result[0] <= MAX_LOG_RATIO))
    return bars.append((f'log: {result[1]:.0f} MiB (at most {MAX_LOG_RSS_MIB})', result[1] <= MAX_LOG_RSS_MIB))


def measure_webroot(options, bars):
    tree = webroot()
    base, subject = 'find | xargs cat', 'culprit scan'
    commands = {base: shell(f'find {tree} -type f -print0 | xargs -0 cat'),
                subject: [CULPRIT, 'scan', '--no-known', tree]}
    results = captures.rounds(commands, tree, options.n, options.timeout)
    files = sum(1 for path in tree.rglob('*') if path.is_file() and not path.is_symlink())
    size = sum(path.stat().st_size for path in tree.rglob('*') if path.is_file() and not path.is_symlink())
    table(f'webroot: {files:,} files, {size / 1e6:.0f} MB', results, base)
    answer = json.loads(subprocess.run([CULPRIT, 'scan', '--no-known', '--format', 'json', tree], check=True,
                                       capture_output=True).stdout)
    verdicts = collections.Counter(f['verdict'] for f in answer['files'])
    for file in answer['files']:
        if file['verdict'] in ('malicious', 'suspicious'):
            print(f'- {file["verdict"]}: {file["path"]}')
    bars.append((f'webroot: {verdicts["malicious"]} of {files:,} ordinary files called malicious (none)', verdicts['malicious'] == 0))
    bars.append((f'webroot: {verdicts["suspicious"]} called suspicious (at most {MAX_SUSPICIOUS:.2%})',
                 verdicts['suspicious'] <= MAX_SUSPICIOUS * files))
    result = measured(results, subject, base)
    bars.append((f'webroot: {result[0]:.2f} x reading the files (at most {MAX_WEBROOT_RATIO})', result[0] <= MAX_WEBROOT_RATIO)
                if result else ('webroot: no measurement', False))


def main():
    parser = argparse.ArgumentParser(prog='./run bench-site', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', nargs='*', default=['log', 'webroot'], help='log, webroot (both)')
    parser.add_argument('-n', type=int, default=5, metavar='N', help='rounds (5)')
    parser.add_argument('--timeout', type=int, default=300, help='seconds for one command (300)')
    parser.add_argument('--check', action='store_true', help='exit with 1 when culprit misses a bar')
    options = parser.parse_args()
    if options.n < 1 or not set(options.what) <= {'log', 'webroot'}:
        parser.error('what: log, webroot; -n: at least one round')
    print(f'{time.strftime("%Y-%m-%d", time.gmtime())}; {captures.machine()}; {options.n} interleaved rounds after a warm-up; '
          'medians (RSS: the largest)')
    bars = []
    if 'log' in options.what:
        measure_log(options, bars)
    if 'webroot' in options.what:
        measure_webroot(options, bars)
    print('\n### bars\n')
    for sentence, met in bars:
        print(f'- {"met" if met else "MISSED"}: {sentence}')
    return 1 if options.check and not all(met for _, met in bars) else 0


if __name__ == '__main__':
    sys.exit(main())
