#!/usr/bin/env python3
"""Checks that every detector has its page and its golden case.

A detector is a src/detect/NAME.cc without a NAME.h; its id is NAME with '-' for '_'. It needs docs/detectors/ID.md, and
a text file of some scenario in tests/cases/ must name the id.

usage: check_plugins.py [SOURCE_TREE]
"""
import pathlib
import re
import sys

TEXT = {'.json', '.toml', '.txt', '.md', '.yaml', '.yml'}


def detectors(tree):
    for path in sorted((tree / 'src/detect').glob('*.cc')):
        if re.search(r'_(test|fuzz)$', path.stem) or path.with_suffix('.h').exists():
            continue
        yield path.stem.replace('_', '-')


def check(tree):
    """Every sentence about what is missing, and the ids looked at."""
    ids = list(detectors(tree))
    cases = [p.read_text(errors='replace') for p in sorted((tree / 'tests/cases').glob('*/**/*')) if p.suffix in TEXT]
    problems = []
    for name in ids:
        if not (tree / 'docs/detectors' / f'{name}.md').is_file():
            problems.append(f'{name}: docs/detectors/{name}.md is missing')
        named = re.compile(rf'(?<![\w-]){re.escape(name)}(?![\w-])')
        if not any(named.search(text) for text in cases):
            problems.append(f'{name}: no golden case in tests/cases/ names it')
    return problems, ids


def main():
    tree = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    problems, ids = check(tree)
    for problem in problems:
        print(problem)
    print(f'{len(ids)} detectors, {len(problems)} problems')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
