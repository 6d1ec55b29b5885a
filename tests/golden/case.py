"""One golden case: makes its capture, runs culprit on it in several ways, collects what is wrong."""
import json
import pathlib
import shutil
import sys

import laws
import packet_list
import program
import truth

sys.path.append(str(pathlib.Path(__file__).parents[1] / 'evaluate'))
import judge  # noqa: E402

EXPECTABLE = {'verdict', 'highest_protocol', 'findings', 'payload', 'answer', 'groups'}


def expectation_mistakes(report, expect):
    """The case's own checks, beside the truth."""
    for name in expect.keys() - EXPECTABLE:
        yield f'case.json expects {name}, which the runner does not know'
    for field in ('verdict', 'highest_protocol'):
        if field in expect and report.get(field) != expect[field]:
            yield f'{field} is {report.get(field)}, expected {expect[field]}'
    for kind in set(expect.get('findings', [])) - {finding['kind'] for finding in report['findings']}:
        yield f'no finding of kind {kind}'
    for kind in set(expect.get('groups', [])) - {group['kind'] for group in report['groups']}:
        yield f'no group of kind {kind}'
    for text in expect.get('answer', []):
        if text not in report['answer']:
            yield f'the answer does not say {text!r}'
    floods = [finding for finding in report['findings'] if truth.is_flood(finding)]
    for field, value in expect.get('payload', {}).items():
        for finding in floods:
            found = finding.get('payload', {}).get(field)
            if found != value:
                yield f'{finding["id"]}: payload {field} is {found}, expected {value}'


def same_bytes_mistakes(culprit, capture, first):
    """Law 2: the same input gives the same bytes, with any number of threads."""
    for what, options in (('a second run', []), ('--threads 1', ['--threads', '1']), ('--threads 2', ['--threads', '2'])):
        again = program.explain(culprit, capture.name, *options, cwd=capture.parent)
        if again.out != first.out:
            where = again.report and laws.difference(first.report, again.report)
            yield f'law 2: {what} gives other bytes: {where or again.err or "only their order or spacing"}'


def container_mistakes(culprit, generator, arguments, capture, report):
    """Law 2: through standard input or compressed, the same packets give the same report."""
    plain = laws.without_container(report)
    ways = [('standard input', program.explain(culprit, None, stdin=capture))]
    for compression, suffix in (('gzip', '.gz'), ('zstd', '.zst')):
        packed = capture.with_name(capture.name + suffix)
        program.generate(generator, [*arguments, '--compress', compression], packed)
        ways.append((suffix, program.explain(culprit, packed.name, cwd=capture.parent)))
    for what, answer in ways:
        if answer.report is None:
            yield f'law 2: {what} gives no report: {answer.err}'
        elif where := laws.difference(plain, laws.without_container(answer.report)):
            yield f'law 2: {what} gives another report: {where}'


def report_mistakes(answer, known, expect, against=truth.all_mistakes):
    if answer.status != 0:
        yield f'exit status {answer.status}: {answer.err}'
    if answer.report is None:
        yield 'standard output is not JSON'
        return
    found = laws.breaches(answer.report)
    yield from found
    if any(sentence.startswith('schema') for sentence in found):
        return  # what follows relies on the schema
    yield from against(answer.report, known)
    yield from expectation_mistakes(answer.report, expect)


def judged(report, known):
    return judge.judge(known, report).mistakes


def run_incident(case, culprit, incidents, place):
    """A capture of the evaluation's generator, judged as there."""
    known = program.incident(incidents, case['incident'], case['seed'], place)
    capture = place / known['file']
    answer = program.explain(culprit, capture.name, cwd=place)
    yield from report_mistakes(answer, known, case.get('expect', {}), judged)
    if answer.report is not None:
        yield from same_bytes_mistakes(culprit, capture, answer)


def run(folder, culprit, generator, incidents, scratch):
    """Every mistake of the case in `folder`."""
    case = json.loads((folder / 'case.json').read_text())
    if 'incident' in case:
        place = scratch / folder.name
        place.mkdir()
        return list(run_incident(case, culprit, incidents, place))
    arguments = case['generate'].split()
    place = scratch / folder.name
    place.mkdir()
    try:
        capture = place / ('capture.pcapng' if 'pcapng' in arguments else 'capture.pcap')
        known = program.generate(generator, arguments, capture, place / 'truth.json')
        if 'list' in case:
            first = packet_list.write(case['list'], capture, place / 'packets.txt')
            known = packet_list.as_listed(known, case['list'], first)
            capture = place / 'packets.txt'
        answer = program.explain(culprit, capture.name, cwd=place)
        mistakes = list(report_mistakes(answer, known, case.get('expect', {})))
        if answer.report is not None and not case.get('slow'):
            mistakes += same_bytes_mistakes(culprit, capture, answer)
            if '--compress' not in arguments and 'list' not in case:
                mistakes += container_mistakes(culprit, generator, arguments, capture, answer.report)
        return mistakes
    finally:
        shutil.rmtree(place)
