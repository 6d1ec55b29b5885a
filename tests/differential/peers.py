"""What the comparisons with tshark share."""
import argparse
import concurrent.futures
import pathlib
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import public  # noqa: E402


def parser(doc, bar=None):
    made = argparse.ArgumentParser(description=doc.splitlines()[0])
    made.add_argument('--dissect', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    made.add_argument('--list', action='store_true', help='every disagreement')
    if bar is not None:
        made.add_argument('--only', default='', help='the captures whose path contains this')
        made.add_argument('--jobs', type=int, default=2)
        made.add_argument('--bar', type=float, default=bar, help='percent')
    return made


def compared(options, compare):
    """(capture, what `compare` gives for it) of each that culprit reads."""
    names = [name for name, _ in public.captures(options.only)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for name, result in zip(names, pool.map(lambda n: compare(options.dissect, public.FOLDER / n), names)):
            if result is None:
                print(f'{name}: culprit reads nothing of it')
            else:
                yield name, result


def judge(options, same, of, what):
    """Prints the share and the count of a suite with one test; gives the exit status."""
    share = 100 * same / max(of, 1)
    passed = share >= options.bar
    print(f'{same} of {of} {what}: {share:.3f} % (at least {options.bar:g} %)')
    print(f'{int(passed)} passed, {int(not passed)} failed')
    return 0 if passed else 1


def lines(dissect, verb, path):
    """What culprit-dissect prints; None where it cannot read the file."""
    answer = subprocess.run([dissect, verb, str(path)], capture_output=True, text=True, timeout=60)
    return answer.stdout.splitlines() if answer.returncode == 0 else None


def tshark(path, *arguments):
    """Lines of standard output: also of a file that tshark gives up in its middle."""
    answer = subprocess.run(['tshark', '-n', '-r', str(path), *arguments], capture_output=True, text=True, timeout=300,
                            errors='replace')
    return answer.stdout.splitlines()
