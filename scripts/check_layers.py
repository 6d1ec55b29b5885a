#!/usr/bin/env python3
"""Checks that the rooms of src/ form a one-way street, as src/LAYERS says.

Each line of src/LAYERS is a kind (pure, host, wasm) and the rooms of one layer. A room may include rooms of earlier
lines and itself. Pure rooms also stay away from the operating system, clocks, threads, files, exceptions and the
locale; their tests and fuzz targets may use what they like of the standard library. A wasm room sees pure rooms only.

usage: check_layers.py [SOURCE_TREE]
"""
import pathlib
import re
import sys

# What a pure room may include with <>: value types and algorithms. Everything else is refused, and with it all that
# reaches outside: <thread>, <chrono>, <filesystem>, <iostream>, <cstdio>, <ctime>, <random>, <unistd.h>, <sys/...> ...
PURE_HEADERS = set("""
    algorithm array bit bitset cassert cctype cfloat charconv cinttypes climits cmath compare concepts coroutine cstddef
    cstdint cstdlib cstring deque expected forward_list functional initializer_list iterator limits list map memory new numbers
    numeric optional queue ranges set source_location span stack string string_view tuple type_traits typeindex
    unordered_map unordered_set utility variant vector version
""".split())

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
# Comments and literals, to be blanked before looking for keywords. Include lines are read before that.
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.S)
FORBIDDEN = re.compile(r'\b(throw|try|catch)\b|\b(getenv|system|rand|srand|exit|quick_exit|atexit)(?=\s*\()')


def read_layers(path):
    """The rooms by name: (kind, number of the layer)."""
    rooms = {}
    for number, line in enumerate(path.read_text().splitlines()):
        words = re.sub(r'\(.*\)', '', line).split()
        for room in words[1:]:
            rooms[room] = (words[0], number)
    return rooms


def may_include(rooms, room, other):
    if room == other:
        return True
    kind, layer = rooms[room]
    other_kind, other_layer = rooms[other]
    if kind != 'host' and other_kind != 'pure':
        return False
    return other_layer < layer


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def blank(match):
    """As many lines as before, so that line numbers stay true."""
    return '\n' * match.group().count('\n') or ' '


def check_file(rooms, room, name, text):
    kind = rooms[room][0]
    outside = re.search(r'_(test|fuzz)\.cc$', name) is not None
    strict = kind == 'pure' and not outside
    for include in INCLUDE.finditer(re.sub(r'/\*.*?\*/', blank, text, flags=re.S)):
        bracket, target = include.groups()
        where = f'{name}:{line_of(text, include.start())}'
        if bracket == '<':
            if strict and target not in PURE_HEADERS:
                yield f'{where}: <{target}> in the pure room {room}'
            continue
        other = target.split('/')[0]
        if '/' not in target or other not in rooms:
            yield f'{where}: "{target}" is no room/file of src/LAYERS'
        elif not may_include(rooms, room, other):
            yield f'{where}: {room} may not include {other} (see src/LAYERS)'
    if strict:
        code = NOT_CODE.sub(blank, text)
        for keyword in FORBIDDEN.finditer(code):
            yield f'{name}:{line_of(code, keyword.start())}: "{keyword.group()}" in the pure room {room}'


def check(tree):
    """Every sentence about what is wrong in tree/src, and the number of files read."""
    source = tree / 'src'
    rooms = read_layers(source / 'LAYERS')
    problems = []
    files = 0
    for folder in sorted(p for p in source.iterdir() if p.is_dir()):
        if folder.name not in rooms:
            problems.append(f'src/{folder.name}: the room is not in src/LAYERS')
            continue
        for path in sorted(folder.rglob('*')):
            if path.suffix in ('.h', '.cc'):
                files += 1
                name = str(path.relative_to(tree))
                problems += check_file(rooms, folder.name, name, path.read_text(errors='replace'))
    return problems, files


def main():
    tree = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    problems, files = check(tree)
    for problem in problems:
        print(problem)
    print(f'{files} files, {len(problems)} problems')
    return 1 if problems or files == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
