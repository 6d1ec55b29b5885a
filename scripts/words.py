#!/usr/bin/env python3
"""Translations (data/text/po/LANG.po) and the English catalogue they belong to.

    scripts/words.py             what each language lacks; status 1 where something is missing
    scripts/words.py update      writes all keys into the .po files: new ones empty, changed ones marked fuzzy
"""
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).parents[1]
KIND_PARTS = {'title': 'title', 'what': 'what', 'why': 'why', 'worry_if': 'worry', 'do': 'do', 'source': 'source'}
UNTRANSLATED = re.compile(r'(kind\..*\.source|protocol\..*)$')  # names, and titles of documents
FORMS = {'ru': 3}


def english():
    """Key -> (sentence,) or (singular, plural)."""
    out = {}

    def walk(table, prefix):
        for name, value in table.items():
            if isinstance(value, str):
                out[prefix + name] = (value,)
            elif set(value) == {'one', 'other'}:
                out[prefix + name] = (value['one'], value['other'])
            else:
                walk(value, prefix + name + '.')

    for path in sorted((ROOT / 'data/text').rglob('*.toml')):
        walk(tomllib.loads(path.read_text()), '')
    for path in sorted((ROOT / 'data/traffic').rglob('*.toml')):
        for kind in tomllib.loads(path.read_text()).get('kind', []):
            for part, name in KIND_PARTS.items():
                if part in kind:
                    out[f'kind.{kind["id"]}.{name}'] = (kind[part],)
    return {key: text for key, text in out.items() if not UNTRANSLATED.match(key)}


def quoted(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') + '"'


def plain(text):
    return re.sub(r'\\(.)', lambda m: '\n' if m[1] == 'n' else m[1], text)


def read(path):
    """Key -> (English texts, translations, fuzzy), and the header."""
    messages, header = {}, ''
    for block in path.read_text().split('\n\n'):
        fields, fuzzy, name = {}, False, None
        for line in block.splitlines():
            if line.startswith('#'):
                fuzzy = fuzzy or (line.startswith('#,') and 'fuzzy' in line)
                continue
            if not line.startswith('"'):
                name, line = line.split(' ', 1)
                fields[name] = ''
            fields[name] += plain(line.strip()[1:-1])
        if 'msgctxt' in fields:
            source = tuple(fields[n] for n in ('msgid', 'msgid_plural') if n in fields)
            said = tuple(fields[n] for n in sorted(fields) if n.startswith('msgstr'))
            messages[fields['msgctxt']] = (source, said, fuzzy)
        elif fields.get('msgid') == '':
            header = block.strip()
    return messages, header


def written(key, source, said, fuzzy):
    lines = ['#, fuzzy'] if fuzzy else []
    lines += [f'msgctxt {quoted(key)}', f'msgid {quoted(source[0])}']
    if len(source) == 1:
        return '\n'.join([*lines, f'msgstr {quoted(said[0])}'])
    lines.append(f'msgid_plural {quoted(source[1])}')
    return '\n'.join(lines + [f'msgstr[{i}] {quoted(text)}' for i, text in enumerate(said)])


def update(path, words):
    old, header = read(path)
    forms = FORMS.get(path.stem, 2)
    blocks = [header]
    for key, source in sorted(words.items()):
        count = 1 if len(source) == 1 else forms
        before, said, fuzzy = old.get(key, (source, (), False))
        if len(said) != count:
            said, fuzzy, before = ('',) * count, False, source
        blocks.append(written(key, source, said, (fuzzy or before != source) and any(said)))
    path.write_text('\n\n'.join(blocks) + '\n')


def lacking(path, words):
    have, _ = read(path)
    for key, source in sorted(words.items()):
        before, said, fuzzy = have.get(key, (source, (), False))
        if not said or not all(said):
            yield f'{key}: missing'
        elif fuzzy or before != source:
            yield f'{key}: the English sentence has changed'
    for key in sorted(have.keys() - words.keys()):
        yield f'{key}: no longer in English'


def main():
    words = english()
    paths = sorted((ROOT / 'data/text/po').glob('*.po'))
    if sys.argv[1:] == ['update']:
        for path in paths:
            update(path, words)
        return 0
    total = 0
    for path in paths:
        mistakes = list(lacking(path, words))
        total += len(mistakes)
        print(f'{path.stem}: {len(words) - len(mistakes)} of {len(words)} sentences')
        for mistake in mistakes:
            print(f'  {mistake}')
    return 1 if total else 0


if __name__ == '__main__':
    sys.exit(main())
