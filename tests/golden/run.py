#!/usr/bin/python3
"""Runs culprit on every golden case and compares what it says with what the generator knows.

A case is tests/cases/NAME/case.json:
  {"about": "one sentence", "generate": "SCENARIO and options of culprit-generate",
   "expect": {checks beside the truth, see case.py}, "slow": true for full-size captures}
or, for a capture of the evaluation's generator (tests/evaluate), judged as there:
  {"about": "one sentence", "incident": "CLASS/NUMBER", "seed": N, "expect": {...}}

usage: run.py --culprit BIN --generate BIN --incidents BIN [--only NAME] [--jobs N] [--slow]
"""
import argparse
import concurrent.futures
import json
import pathlib
import sys
import tempfile

import case

CASES = pathlib.Path(__file__).parents[1] / 'cases'


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--generate', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--incidents', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    parser.add_argument('--only', help='the cases whose name contains this')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--slow', action='store_true', help='the full-size cases too')
    return parser.parse_args()


def chosen(only, slow):
    for folder in sorted(path.parent for path in CASES.glob('*/case.json')):
        is_slow = json.loads((folder / 'case.json').read_text()).get('slow', False)
        if (not only or only in folder.name) and (slow or not is_slow):
            yield folder


def mistakes(folder, options, scratch):
    try:
        return case.run(folder, options.culprit, options.generate, options.incidents, scratch)
    except Exception as error:  # a broken case must not hide the others
        return [f'{type(error).__name__}: {error}']


def main():
    options = arguments()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix='culprit-golden-') as scratch, \
            concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        folders = list(chosen(options.only, options.slow))
        results = pool.map(lambda folder: mistakes(folder, options, pathlib.Path(scratch)), folders)
        for folder, found in zip(folders, results):
            for sentence in found:
                print(f'{folder.name}: {sentence}', flush=True)
            passed, failed = passed + (not found), failed + bool(found)
    if not passed + failed:
        print('no case was chosen')
        failed = 1
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
