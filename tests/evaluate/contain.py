#!/usr/bin/python3
"""Do the rules that `culprit contain` proposes first stop the flood, and only the flood? Judged frame by frame by the generator's truth.

usage: contain.py --culprit BIN --incidents BIN [--seed N] [--first N] [--count N] [--classes A,B] [--jobs N] [--verbose]

Of each capture the first measure against each flood that culprit found is taken (what it does not find, or wrongly finds, run.py counts), all of them go into one rule file, `culprit prove` replays it, and the frames that
it drops are held against the truth. A frame that a flood caused (a refusal, a question in the victim's name) counts neither way.

    clean   at least 99 % of the flood dropped, and not one other frame
    said    less, or other frames too, but no worse than `culprit contain` said beforehand
    worse   than was said
    none    no measure was proposed
    unfound culprit found no flood, so there is nothing to stop: run.py counts these
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import judge as verdict

CLASSES = ('outbound-udp', 'outbound-tcp', 'outbound-ip', 'outbound-web', 'ordered-irc', 'ordered-text', 'ordered-binary', 'ordered-answer', 'carpet',
           'forged', 'unordered', 'excerpt', 'two-floods', 'inbound-udp', 'inbound-tcp', 'inbound-ip', 'inbound-web', 'inbound-carpet', 'amplified',
           'reflector', 'relay')
CLEAN = 0.99
BAR = 0.96       # of the floods found: clean or said
SLACK = 0.01     # of the flood, between what was said and what is
TIME_LIMIT_S = 600
OUTCOMES = ('clean', 'said', 'worse', 'none', 'unfound')


@dataclasses.dataclass
class Judged:
    id: str
    outcome: str
    share: float = 0.0      # of the flood that is dropped
    lost: int = 0           # ordinary frames that are dropped
    ordinary: int = 0
    said_share: float = 0.0
    said_lost: int = 0
    scopes: str = ''


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    path = lambda name: str(pathlib.Path(name).resolve())
    parser.add_argument('--culprit', required=True, type=path)
    parser.add_argument('--incidents', required=True, type=path)
    parser.add_argument('--seed', type=int, default=2669)
    parser.add_argument('--first', type=int, default=0)
    parser.add_argument('--count', type=int, default=6, help='captures of each class (%(default)s)')
    parser.add_argument('--classes', default=','.join(CLASSES))
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--verbose', action='store_true', help='a line for each capture')
    return parser.parse_args()


def run(*command):
    return subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT_S)


def first_measures(contained, ids):
    """Of each flood the measure that is proposed first."""
    out = {}
    for measure in contained['measures']:
        if measure['finding'] in ids and measure['scope'] != 'orderer':
            out.setdefault(measure['finding'], measure)
    return list(out.values())


def as_one_file(measures):
    text = ''
    for number, measure in enumerate(measures):
        rules = next(form['text'] for form in measure['forms'] if form['firewall'] == 'nftables')
        text += rules.replace(' culprit\n', f' culprit{number}\n').replace(' culprit {', f' culprit{number} {{')
    return text


def what_was_said(measures):
    flood = sum(m['proof']['flood']['packets'] for m in measures)
    dropped = sum(m['proof']['flood']['dropped'] for m in measures)
    lost = sum(g['dropped'] + g['unsure'] for m in measures for g in m['proof']['groups'] if not g['flood'])
    return dropped / max(flood, 1), lost


def refused_by_nft(folder, measures):
    """What the real nft says about the texts, where it is there; in a network namespace of its own."""
    if os.geteuid() or not shutil.which('nft'):
        return ''
    for measure in measures:
        (folder / 'check.nft').write_text(next(form['text'] for form in measure['forms'] if form['firewall'] == 'nftables'))
        done = run('unshare', '--net', 'nft', '--check', '--file', folder / 'check.nft')
        if done.returncode:
            return done.stderr
    return ''


def true_floods(options, capture, truth):
    """Ids of the findings that are one of the true floods, and the letters of the floods that are found. run.py counts the others."""
    report = json.loads(run(options.culprit, 'explain', '--format', 'json', capture).stdout)
    ids, letters = set(), set()
    for finding in report['findings']:
        targets = [target['ip'] for target in finding['targets'] if 'ip' in target]
        for number, deed in enumerate(truth['deeds']):
            if finding['kind'] in deed['kinds'] and verdict.covers(targets, deed['victims']):
                ids.add(finding['id'])
                letters.add(chr(ord('a') + number))
    return ids, letters


def judge(options, folder, truth):
    capture = folder / truth['file']
    letters = (folder / (truth['file'] + '.frames')).read_text()
    contained = run(options.culprit, 'contain', '--format', 'json', capture)
    everything = json.loads(contained.stdout) if contained.stdout else {'measures': []}
    if refused := refused_by_nft(folder, everything['measures']):
        raise RuntimeError(f'{truth["id"]}: {refused}')
    ids, found = true_floods(options, capture, truth)
    if not ids:
        return Judged(truth['id'], 'unfound')
    measures = first_measures(everything, ids)
    if not measures:
        return Judged(truth['id'], 'none')
    rules, dropped = folder / (truth['file'] + '.nft'), folder / (truth['file'] + '.dropped')
    rules.write_text(as_one_file(measures))
    proven = run(options.culprit, 'prove', '--quiet', '--dropped', dropped, rules, capture)
    if proven.returncode:
        raise RuntimeError(f'{truth["id"]}: {proven.stderr}')
    frames = [letters[int(number) - 1] for number in dropped.read_text().split()]
    stopped, lost = sum(letter in found for letter in frames), frames.count('.')
    share = stopped / max(sum(letter in found for letter in letters), 1)
    said_share, said_lost = what_was_said(measures)
    if share >= CLEAN and not lost:
        outcome = 'clean'
    elif share >= min(said_share, CLEAN) - SLACK and lost <= said_lost:
        outcome = 'said'
    else:
        outcome = 'worse'
    return Judged(truth['id'], outcome, share, lost, letters.count('.'), said_share, said_lost, '+'.join(m['scope'] for m in measures))


def enough(truth):
    return any(deed['required'] for deed in truth['deeds'])


def one_class(options, name):
    with tempfile.TemporaryDirectory(prefix='culprit-contain-') as folder:
        made = run(options.incidents, '--out', folder, '--seed', options.seed, '--class', name, '--first', options.first, '--count', options.count, '--frames')
        truths = [json.loads(line) for line in made.stdout.splitlines()]
        return [judge(options, pathlib.Path(folder), truth) for truth in truths if enough(truth)]


def tell(one):
    print(f'  {one.id:20} {one.outcome:6} drops {100 * one.share:6.2f} % (said {100 * one.said_share:6.2f} %), loses {one.lost} of {one.ordinary} (said {one.said_lost})  {one.scopes}')


def main():
    options = arguments()
    names = options.classes.split(',')
    total = collections.Counter()
    print(f'{"class":16}' + ''.join(f'{outcome:>7}' for outcome in OUTCOMES) + '   flood dropped at least   ordinary lost')
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, judged in zip(names, pool.map(lambda name: one_class(options, name), names)):
            counts = collections.Counter(one.outcome for one in judged)
            total += counts
            print(f'{name:16}' + ''.join(f'{counts[outcome]:7}' for outcome in OUTCOMES) +
                  f'   {100 * min((one.share for one in judged), default=1):20.2f} %   {sum(one.lost for one in judged)} of {sum(one.ordinary for one in judged)}')
            for one in judged:
                if options.verbose or one.outcome in ('worse', 'none'):
                    tell(one)
            sys.stdout.flush()
    good, told = total['clean'] + total['said'], sum(total[outcome] for outcome in OUTCOMES[:4])
    met = good >= BAR * told
    print(f'clean {total["clean"]}, said {total["said"]}, worse {total["worse"]}, none {total["none"]}, unfound {total["unfound"]}')
    print(f'{"met" if met else "MISSED"}: {good} of {told} stopped, or said beforehand (at least {100 * BAR:g} %)')
    print(f'{good if met else 0} passed, {0 if met else told - good} failed')
    return 0 if met else 1


if __name__ == '__main__':
    sys.exit(main())
