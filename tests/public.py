"""The public captures that tests read. They are others' data and not part of this project.

Their folder is $CULPRIT_CORPUS (default: ../shared/corpus beside the repository); its MANIFEST.tsv has the columns path and
expected.
"""
import csv
import os
import pathlib

FOLDER = pathlib.Path(os.environ.get('CULPRIT_CORPUS', pathlib.Path(__file__).parents[2] / 'shared' / 'corpus'))


def there():
    """Whether they are; a word about it, and the count of a suite that ran nothing, where they are not."""
    if (FOLDER / 'MANIFEST.tsv').is_file():
        return True
    print(f'skipped: there is no corpus at {FOLDER} (set CULPRIT_CORPUS to its folder)')
    print('0 passed, 0 failed')
    return False


def captures(only=''):
    """(path below the folder, what the manifest says of it) of the captures whose path contains `only`; none where they are not."""
    manifest = FOLDER / 'MANIFEST.tsv'
    if not manifest.is_file():
        return
    with open(manifest, newline='') as table:
        for row in csv.DictReader(table, delimiter='\t', quoting=csv.QUOTE_NONE):
            if row['path'].startswith('captures/') and only in row['path']:
                yield row['path'], row['expected'] or ''
