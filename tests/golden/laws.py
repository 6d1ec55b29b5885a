"""What is true of every report, whatever the capture. Each function yields one sentence for each breach."""
import copy
import json
import pathlib
import re

import jsonschema

SCHEMA = pathlib.Path(__file__).parents[2] / 'docs' / 'report.schema.json'


def load_schema():
    schema = json.loads(SCHEMA.read_text())
    schema.pop('$id', None)  # not a URL: jsonschema 4.10 would try to fetch "#/$defs/..." from there
    return schema


KEY = re.compile(r'<((?:kind|finding|answer|reason|remedy|condition|limit|warning|event)\.[a-z0-9.-]+)>')
VALIDATOR = jsonschema.Draft202012Validator(load_schema())


def schema_breaches(report):
    for error in sorted(VALIDATOR.iter_errors(report), key=lambda error: list(map(str, error.absolute_path)))[:5]:
        yield f'schema: /{"/".join(map(str, error.absolute_path))}: {error.message[:200]}'


def sum_breaches(report):
    """Law 1: every packet is in exactly one group."""
    for unit in ('packets', 'bytes'):
        total = sum(group[unit] for group in report['groups'])
        if total != report['input'][unit]:
            yield f'law 1: the groups have {total} {unit}, the input {report["input"][unit]}'


def wording_breaches(report):
    """A key that no catalogue has stands in brackets."""
    for key in sorted(set(KEY.findall(json.dumps(report)))):
        yield f'no words for {key}'


def evidence_breaches(report):
    """Law 3: every finding cites something that can be opened."""
    for finding in report['findings']:
        evidence = finding.get('evidence', [])
        if not evidence:
            yield f'law 3: {finding["id"]} has no evidence'
        for item in evidence:
            yield from frame_breaches(report, finding['id'], item)
        if finding['trigger']:
            yield from frame_breaches(report, finding['id'] + ' trigger', finding['trigger'])
    for group in report['groups']:
        if 'first_frame' in group:
            yield from frame_breaches(report, group['kind'], {'frame': group['first_frame'], 'file': group.get('file', 0)})


def frame_breaches(report, owner, item):
    frame = item.get('frame')
    if frame is None:
        if item.get('kind') == 'frame':
            yield f'law 3: {owner} has evidence of kind frame without a number'
        return
    last = report['input']['files'][item.get('file', 0)]['packets']
    if any(warning['code'] == 'not-a-packet' for warning in report['warnings']):
        last = float('inf')  # entries that are no packets have frame numbers, too
    if not 1 <= frame <= last:
        yield f'law 3: {owner} cites frame {frame}, the capture has 1 to {last}'


def breaches(report):
    """All laws that one report shows."""
    found = list(schema_breaches(report))
    return found or [*sum_breaches(report), *wording_breaches(report), *evidence_breaches(report)]


def without_container(report):
    """The report without what may differ when the same packets come in another container."""
    out = copy.deepcopy(report)
    for file in out['input']['files']:
        for field in ('name', 'format', 'sha256'):
            file.pop(field, None)
    return out


def difference(one, other, path=''):
    """Where two JSON values differ first, or None."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            if (key in one) != (key in other):
                return f'{path}/{key} is in one only'
            if found := difference(one[key], other[key], f'{path}/{key}'):
                return found
        return None
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return next(filter(None, (difference(a, b, f'{path}/{i}') for i, (a, b) in enumerate(zip(one, other)))), None)
    return None if one == other else f'{path}: {str(one)[:80]} or {str(other)[:80]}'
