#!/usr/bin/env python3
"""Measures culprit beside other readers of captures, as whole processes; prints Markdown tables.

Rounds are interleaved: each round runs every command once, so that a busy moment of the machine meets all of them.
"x walk" is the CPU time (user + system) over that of walk-mmap of the same round; the median over the rounds is shown.
A command that exits with another status than 0 was not measured, and says so.
"""
import argparse
import collections
import contextlib
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
RELEASE = ROOT / 'build/release'
CAPTURES = ROOT / 'build/bench'
CULPRIT = RELEASE / 'culprit'
WALK = RELEASE / 'bench-walk'
MEASURE = RELEASE / 'bench-measure'

SETS = ('small', 'spoof', 'frag', 'mixed')
# What --check demands: CPU time of `culprit explain` over walk-mmap, memory, and the time of a capture of 100 packets.
MAX_RATIO = {'frag': 1.5, 'small': 4.0, 'mixed': 5.0, 'spoof': 8.0}
MAX_RSS_MIB = 64
MAX_TINY_SECONDS = 0.020
TINY = 'tiny-100'

BASE = 'walk-mmap'
SUBJECT = 'culprit explain'
Run = collections.namedtuple('Run', 'wall cpu rss_mib')


def commands(slow):
    """Name -> arguments before and after the capture's path (None: the path)."""
    table = {
        BASE: [WALK, 'walk-mmap', None],
        'walk-read': [WALK, 'walk-read', None],
        'pcap-next (libpcap)': [WALK, 'pcap-next', None],
        'tcpdump --count': ['tcpdump', '-r', None, '--count'],
        'capinfos': ['capinfos', None],
        SUBJECT: [CULPRIT, 'explain', None],
    }
    if slow:
        table['tshark -q -z io,phs'] = ['tshark', '-n', '-q', '-z', 'io,phs', '-r', None]
    return table


def measure(command, path, timeout):
    """One run, or the reason why there is none."""
    arguments = [str(path if a is None else a) for a in command]
    output = subprocess.run([MEASURE, str(timeout), *arguments], check=True, capture_output=True, text=True).stdout
    status, wall, cpu, rss_kib = output.split()
    code = os.waitstatus_to_exitcode(int(status))
    if code == 0:
        return Run(float(wall), float(cpu), int(rss_kib) / 1024)
    if code == 127:
        return 'not installed'
    return f'killed after {timeout} s' if code == -signal.SIGALRM else f'exit status {code}'


def rounds(table, path, count, timeout):
    """Name -> runs, in the order of the rounds; or a reason."""
    results = {name: [] for name in table}
    for number in range(count + 1):  # the first one warms the caches and is not counted
        for name, command in table.items():
            if isinstance(results[name], str):
                continue
            run = measure(command, path, timeout)
            if isinstance(run, str):
                results[name] = run
            elif number > 0:
                results[name].append(run)
    return results


def capture(scenario):
    """The capture of that scenario, written by culprit-generate when it is missing."""
    path = CAPTURES / f'{scenario}.pcap'
    if not path.exists():
        CAPTURES.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix('.part')
        subprocess.run([RELEASE / 'culprit-generate', scenario, part], check=True, stdout=subprocess.DEVNULL)
        part.rename(path)
    return path


def settle(path):
    """Puts the file into the page cache by reading it. Freshly written it lies there in single pages, and mapping it
    costs twice as much: that would flatter whatever is compared with walk-mmap."""
    with open(path, 'rb', buffering=0) as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while file.read(1 << 20):
            pass


def size(path):
    """(packets, captured bytes) as our own walk counts them."""
    words = subprocess.run([WALK, 'walk-read', path], check=True, capture_output=True, text=True).stdout.split()
    return int(words[0]), int(words[2])


def median(runs, field):
    return statistics.median(getattr(run, field) for run in runs)


def ratio(runs, base):
    """Median of the ratios of CPU time, round by round."""
    return statistics.median(run.cpu / max(other.cpu, 1e-6) for run, other in zip(runs, base))


def show_set(name, path, results):
    """Prints one table and returns (ratio, RSS) of culprit, or the reason why it has none."""
    packets, bytes_ = size(path)
    print(f'\n### {name}: {packets:,} packets, {path.stat().st_size / 1e6:.1f} MB\n')
    print('| command | wall s | CPU s | Mpackets/s (CPU) | GB/s (CPU) | peak RSS MiB | x walk |')
    print('|---|---:|---:|---:|---:|---:|---:|')
    base = results[BASE]
    for command, runs in results.items():
        if isinstance(runs, str):
            print(f'| {command} | no measurement: {runs} | | | | | |')
            continue
        cpu = max(median(runs, 'cpu'), 1e-6)
        times = '?' if isinstance(base, str) else f'{ratio(runs, base):.2f}'
        print(f'| {command} | {median(runs, "wall"):.3f} | {cpu:.3f} | {packets / cpu / 1e6:.2f} '
              f'| {bytes_ / cpu / 1e9:.2f} | {max(run.rss_mib for run in runs):.0f} | {times} |')
    runs = results[SUBJECT]
    if isinstance(runs, str) or isinstance(base, str):
        return 'no measurement'
    return ratio(runs, base), max(run.rss_mib for run in runs)


def machine():
    with contextlib.suppress(OSError, StopIteration):
        model = next(line for line in open('/proc/cpuinfo') if line.startswith('model name'))
        return f'{model.split(":")[1].strip()}, {os.cpu_count()} cores, kernel {os.uname().release}'
    return f'{os.cpu_count()} cores, kernel {os.uname().release}'


def main():
    parser = argparse.ArgumentParser(prog='./run bench', description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-n', type=int, default=15, metavar='N', help='rounds (15)')
    parser.add_argument('--sets', default=','.join(SETS), help='captures, comma separated: %(default)s')
    parser.add_argument('--slow', action='store_true', help='tshark too')
    parser.add_argument('--timeout', type=int, default=300, help='seconds for one command (300)')
    parser.add_argument('--check', action='store_true', help='exit with 1 when culprit misses a bar')
    options = parser.parse_args()
    if options.n < 1:
        parser.error('-n: at least one round')
    chosen = options.sets.split(',')
    if not set(chosen) <= set(SETS):
        parser.error(f'--sets: known are {", ".join(SETS)}')

    print(f'{time.strftime("%Y-%m-%d", time.gmtime())}; {machine()}; {options.n} interleaved rounds after a warm-up; '
          'medians (RSS: the largest)')
    bars = []  # sentence, met
    table = commands(options.slow)
    for name in chosen:
        path = capture(f'full-{name}')
        settle(path)
        result = show_set(name, path, rounds(table, path, options.n, options.timeout))
        if isinstance(result, str):
            bars.append((f'{name}: {result}', False))
            continue
        times, rss = result
        bars.append((f'{name}: {times:.2f} x walk-mmap (at most {MAX_RATIO[name]})', times <= MAX_RATIO[name]))
        bars.append((f'{name}: {rss:.0f} MiB (at most {MAX_RSS_MIB})', rss <= MAX_RSS_MIB))

    runs = rounds({SUBJECT: table[SUBJECT]}, capture(TINY), options.n, options.timeout)[SUBJECT]
    if isinstance(runs, str):
        bars.append((f'{TINY}: no measurement: {runs}', False))
    else:
        wall = median(runs, 'wall')
        bars.append((f'{TINY}: {wall * 1000:.1f} ms (at most {MAX_TINY_SECONDS * 1000:.0f})',
                     wall <= MAX_TINY_SECONDS))

    print('\n### bars\n')
    for sentence, met in bars:
        print(f'- {"met" if met else "MISSED"}: {sentence}')
    return 1 if options.check and not all(met for _, met in bars) else 0


if __name__ == '__main__':
    sys.exit(main())
