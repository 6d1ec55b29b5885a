#!/usr/bin/env python3
"""Adds up test results: prints "N passed, N failed" and exits with 1 when anything failed.

usage: tally.py FILE...
FILE.xml is what ctest --output-junit writes; a test of it counts as often as GoogleTest says in its output, else once.
Any other file is the output of a program whose last line of the form "N passed, N failed" counts; a line
"exit status N" after it turns a failure that was not counted into one.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree

COUNT = re.compile(r'^(\d+) passed, (\d+) failed\s*$', re.M)
STATUS = re.compile(r'^exit status (\d+)\s*$', re.M)
GTEST_PASSED = re.compile(r'\[  PASSED  \] (\d+) test')
GTEST_FAILED = re.compile(r'\[  FAILED  \] (\d+) test')


def count_case(case):
    if case.get('status') in ('disabled', 'notrun'):
        return 0, 0
    ok = case.get('status') == 'run'
    output = case.findtext('system-out') or ''
    passed = sum(map(int, GTEST_PASSED.findall(output)))
    failed = sum(map(int, GTEST_FAILED.findall(output)))
    if ok and failed == 0:
        return (passed if GTEST_PASSED.search(output) else 1), 0
    return passed, max(failed, 1)


def count_junit(text):
    try:
        cases = list(xml.etree.ElementTree.fromstring(text).iter('testcase'))
    except xml.etree.ElementTree.ParseError:
        cases = []
    if not cases:
        return 0, 1
    return tuple(map(sum, zip(*map(count_case, cases))))


def count_text(text):
    counts = COUNT.findall(text)
    passed, failed = map(int, counts[-1]) if counts else (0, 1)
    status = STATUS.findall(text)
    if status and status[-1] != '0':
        failed = max(failed, 1)
    return passed, failed


def count(path):
    """(passed, failed) of one result file."""
    text = path.read_text(errors='replace')
    return count_junit(text) if path.suffix == '.xml' else count_text(text)


def main():
    passed, failed = map(sum, zip((0, 1 - bool(sys.argv[1:])), *(count(pathlib.Path(name)) for name in sys.argv[1:])))
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
