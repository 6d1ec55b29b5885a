#!/usr/bin/python3
"""Compares the display filter of every group with tshark: one marked exact selects just the group's packets, any other at
least these.

Which frame is in which group, culprit-dissect tells (of so many frames of each capture); what a filter selects, tshark. Captures:
the files named, else the public ones (tests/public.py).

usage: filters.py --culprit BIN --dissect BIN [--frames N] [--every N] [--only TEXT] [--jobs N] [FILE...]
"""
import argparse
import collections
import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import public  # noqa: E402

CANNOT_READ = 2
UNDISSECTED = 'frame.protocols == "data"'  # tshark does not read the link type (SLIP)
LISTENERS = '''
local function listen(number, filter)
  local good, tap = pcall(Listener.new, "frame", filter)
  if not good then print(number, "bad") return end
  function tap.packet(pinfo) print(number, pinfo.number) end
end
'''


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--culprit', required=True)
    parser.add_argument('--dissect', required=True)
    parser.add_argument('--frames', type=int, default=200, help='so many frames of each capture are looked at')
    parser.add_argument('--every', type=int, default=1, help='only every Nth capture')
    parser.add_argument('--only', default='', help='the captures whose path contains this')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('files', nargs='*', type=pathlib.Path)
    return parser.parse_args()


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False, errors='replace', stdin=subprocess.DEVNULL)


def selected(path, filters):
    """Of each filter the frames that it selects, None for one that tshark does not understand; or None: unreadable."""
    with tempfile.NamedTemporaryFile('w', suffix='.lua') as script:
        script.write(LISTENERS)
        for number, text in enumerate(filters):
            script.write(f'listen({number}, {json.dumps(text)})\n')
        script.flush()
        done = run('tshark', '-n', '-q', '-r', str(path), '-X', f'lua_script:{script.name}')
    if done.returncode:
        return None
    frames = [set() for _ in filters]
    for line in done.stdout.splitlines():
        number, frame = line.split('\t')
        if frame == 'bad':
            frames[int(number)] = None
        elif frames[int(number)] is not None:
            frames[int(number)].add(int(frame))
    return frames


def members(dissect, path, most):
    """Group -> those of its frames that were looked at."""
    out = collections.defaultdict(set)
    for line in run(dissect, 'groups', str(path), str(most)).stdout.splitlines():
        frame, group = line.split('\t')
        out[group].add(int(frame))
    return out


def mistake(group, frames, known, undissected):
    """Why the group's filter is wrong, or None."""
    if frames is None:
        return 'not understood'
    mine = known.get(group['id'], set())
    if missing := sorted(mine - frames - undissected):
        return f'lacks {len(missing)} frames, as {missing[0]}'
    if len(frames) + len(undissected) < group['packets']:
        return f'selects {len(frames)} of {group["packets"]}'
    if not group['filter_exact']:
        return None
    if more := sorted(frames & (set().union(*known.values()) - mine)):
        return f'exact, yet has {len(more)} frames of others, as {more[0]}'
    return f'exact, yet selects {len(frames)} for {group["packets"]}' if len(frames) != group['packets'] else None


def judge(options, path):
    """(exact, what is wrong or None) for each group; None = not readable for one of the two."""
    answer = run(options.culprit, 'explain', '--format', 'json', str(path))
    if answer.returncode:
        return None if answer.returncode == CANNOT_READ else [(False, f'{path}: {answer.stderr.strip()}')]
    groups = json.loads(answer.stdout)['groups']
    frames = selected(path, [group['filter'] for group in groups] + [UNDISSECTED])
    if frames is None:
        return None
    undissected = frames.pop()
    known = members(options.dissect, path, options.frames)
    out = []
    for group, found in zip(groups, frames):
        wrong = mistake(group, found, known, undissected)
        out.append((group['filter_exact'], wrong and f'{path}: {group["id"]}: {wrong}: {group["filter"]}'))
    return out


def captures(options):
    return options.files or [public.FOLDER / path for path, _ in public.captures(options.only)][::options.every]


def main():
    options = arguments()
    files = captures(options)
    if not files or shutil.which('tshark') is None:
        print(f'skipped: {"tshark is not installed" if files else "there are no captures here"}\n0 passed, 0 failed')
        return 0
    tally, unread = collections.Counter(), 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for result in pool.map(lambda path: judge(options, path), files):
            unread += result is None
            for exact, wrong in result or []:
                tally[exact, wrong is None] += 1
                if wrong:
                    print(wrong, flush=True)
    for exact, name in ((True, 'exact'), (False, 'containing')):
        print(f'{name}: {tally[exact, True]} of {tally[exact, True] + tally[exact, False]} groups right')
    print(f'{unread} of {len(files)} captures not readable for one of the two')
    good = tally[True, True] + tally[False, True]
    print(f'{good} passed, {sum(tally.values()) - good} failed')
    return 1 if good != sum(tally.values()) else 0


if __name__ == '__main__':
    sys.exit(main())
