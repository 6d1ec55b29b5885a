#!/usr/bin/env python3
"""Runs clang-tidy over the sources; a warning is an error. A file is not read again while it, the project's headers
that it includes and .clang-tidy stay as they were when it passed.

usage: lint.py JOBS
"""
import concurrent.futures
import functools
import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / 'build/lint'
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', re.M)


@functools.lru_cache(maxsize=None)
def headers(path):
    """The project's files that `path` includes directly."""
    candidates = (ROOT / 'src' / name for name in INCLUDE.findall(path.read_text(errors='replace')))
    return [header for header in candidates if header.is_file()]


def fingerprint(path, command):
    seen, todo = set(), [path]
    while todo:
        file = todo.pop()
        if file not in seen:
            seen.add(file)
            todo += headers(file)
    digest = hashlib.sha256(command.encode())
    for file in [ROOT / '.clang-tidy', *sorted(seen)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def tidy(path, mark):
    if (BUILD / 'passed' / mark).exists():
        return 0
    run = subprocess.run(['clang-tidy-19', '--quiet', '-p', BUILD, path], stdin=subprocess.DEVNULL, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if run.returncode == 0:
        (BUILD / 'passed' / mark).touch()
        return 0
    # clang-tidy counts suppressed warnings on stderr; errors of the compiler itself come on stdout too.
    print(run.stdout.strip() or run.stderr.strip(), flush=True)
    return 1


def main():
    jobs = int(sys.argv[1])
    (BUILD / 'passed').mkdir(parents=True, exist_ok=True)
    commands = json.loads((BUILD / 'compile_commands.json').read_text())
    files = {pathlib.Path(c['file']): c['command'] for c in commands}
    files = {path: command for path, command in files.items() if BUILD not in path.parents}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        failed = sum(pool.map(lambda item: tidy(item[0], fingerprint(*item)), sorted(files.items())))
    scripts = [ROOT / 'run', ROOT / '.ci/run', *sorted((ROOT / 'scripts').glob('*.sh'))]
    shell = subprocess.run(['shellcheck', '-x', *scripts], cwd=ROOT).returncode != 0
    print(f'lint: {len(files)} C++ files, {failed} with warnings; shell scripts {"with warnings" if shell else "clean"}')
    return 1 if failed or shell else 0


if __name__ == '__main__':
    sys.exit(main())
