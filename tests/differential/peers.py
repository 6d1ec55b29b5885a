"""What the comparisons with tshark share."""
import argparse
import csv
import os
import pathlib
import subprocess

DEFAULT = pathlib.Path(__file__).parents[3] / 'shared' / 'corpus'


def parser(doc):
    made = argparse.ArgumentParser(description=doc.splitlines()[0])
    made.add_argument('--dissect', required=True, type=lambda name: str(pathlib.Path(name).resolve()))
    made.add_argument('--only', default='', help='the captures whose path contains this')
    made.add_argument('--jobs', type=int, default=2)
    return made


def corpus():
    """The folder; None, and a word about it, where there is none."""
    folder = pathlib.Path(os.environ.get('CULPRIT_CORPUS', DEFAULT))
    if (folder / 'MANIFEST.tsv').is_file():
        return folder
    print('skipped: there is no corpus here (set CULPRIT_CORPUS to its folder)')
    print('0 passed, 0 failed')
    return None


def captures(folder, only):
    with open(folder / 'MANIFEST.tsv', newline='') as manifest:
        rows = csv.DictReader(manifest, delimiter='\t', quoting=csv.QUOTE_NONE)
        return [folder / row['path'] for row in rows if row['path'].startswith('captures/') and only in row['path']]


def lines(dissect, verb, path):
    """What culprit-dissect prints; None where it cannot read the file."""
    answer = subprocess.run([dissect, verb, str(path)], capture_output=True, text=True, timeout=60)
    return answer.stdout.splitlines() if answer.returncode == 0 else None


def tshark(path, *arguments):
    """Lines of standard output: also of a file that tshark gives up in its middle."""
    answer = subprocess.run(['tshark', '-n', '-r', str(path), *arguments], capture_output=True, text=True, timeout=300,
                            errors='replace')
    return answer.stdout.splitlines()
