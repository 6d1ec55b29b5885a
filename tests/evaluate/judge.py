"""Compares one report with the truth about its capture. Nothing here counts; score.py does."""
import dataclasses
import datetime
import ipaddress
import re

SEVERITIES = ['info', 'low', 'medium', 'high', 'critical']
SLACK_S = 1.0  # between a finding's time and the deed's
FLOODS = ('-flood', '-amplification')


def seconds(text):
    """RFC 3339 in UTC to seconds since 1970."""
    whole, fraction = re.fullmatch(r'(.*?)(\.\d+)?Z', text).groups()
    return datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc).timestamp() + float(fraction or 0)


def is_flood(kind):
    return kind.endswith(FLOODS)


@dataclasses.dataclass
class Outcome:
    """What became of one deed."""
    kinds: list
    required: bool
    outbound: bool = False      # a flood of ours: somebody may have ordered it
    found: bool = False
    called: str = ''            # kind of the finding
    direction: bool = True
    role: bool = True
    said: str = ''              # direction and role as the report has them
    order: str = 'unjudged'     # visible, absent, unjudged
    named: str = 'none'         # right, wrong, none
    probability: float = 0.0    # of the order named
    absent: float | None = None  # that it is not in the capture
    channel: str = ''
    encoding: str = ''
    lag_ms: float | None = None


@dataclasses.dataclass
class Judgement:
    id: str
    group: str
    variant: str
    tags: dict
    benign: bool
    packets: int
    outcomes: list = dataclasses.field(default_factory=list)
    extra: list = dataclasses.field(default_factory=list)        # kinds of findings of medium severity or worse that are not true
    false_floods: list = dataclasses.field(default_factory=list)  # on benign captures, of any severity
    confidences: list = dataclasses.field(default_factory=list)  # (confidence, true) of findings of medium severity or worse
    mistakes: list = dataclasses.field(default_factory=list)     # sentences

    def record(self):
        return dataclasses.asdict(self)


def addresses(endpoints):
    return [endpoint['ip'] for endpoint in endpoints]


def covers(listed, wanted):
    """One of the `listed` addresses or prefixes is, or holds, one of the `wanted`."""
    for text in listed:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            continue
        for address in wanted:
            other = ipaddress.ip_network(address, strict=False)
            if other.version == network.version and network.overlaps(other):
                return True
    return False


def at_the_same_time(finding, deed, stepped):
    if stepped or not finding.get('start') or not finding.get('end'):
        return True
    begin, end = seconds(finding['start']) - SLACK_S, seconds(finding['end']) + SLACK_S
    return begin <= seconds(deed['end']) and end >= seconds(deed['start'])


def is_about(finding, deed, stepped):
    """Same kind, same hosts, same time."""
    if finding['kind'] not in deed['kinds'] or not at_the_same_time(finding, deed, stepped):
        return False
    targets, sources = addresses(finding['targets']), addresses(finding['sources'])
    if deed['victims'] and targets and not covers(targets, deed['victims']):
        return False
    return not deed['sources'] or not sources or covers(sources, deed['sources'])


def order_state(deed):
    states = {order['state'] for order in deed['orders']}
    if 'visible' in states:
        return 'visible'
    return 'unjudged' if 'partial' in states else 'absent'


def new_outcome(deed):
    ordered = {'source', 'spoofing-source'} & set(deed['roles']) and 'relay' not in deed['roles'] and any(map(is_flood, deed['kinds']))
    return Outcome(kinds=deed['kinds'], required=deed['required'], outbound=bool(ordered), order=order_state(deed))


def judge_order(outcome, finding, deed):
    outcome.order = order_state(deed)
    trigger = finding['trigger']
    outcome.absent = finding.get('absent_probability')
    if trigger:
        right = any(trigger['frame'] in order['frames'] for order in deed['orders'])
        outcome.named = 'right' if right else 'wrong'
        outcome.probability = trigger['probability']


def judge_deed(deed, findings, stepped):
    outcome = new_outcome(deed)
    if deed['orders']:
        for field in ('channel', 'encoding'):
            setattr(outcome, field, deed['orders'][0][field])
        outcome.lag_ms = deed['orders'][0].get('lag_ms')
    about = [finding for finding in findings if is_about(finding, deed, stepped)]
    if about:
        finding = max(about, key=lambda item: item.get('packets', 0))
        outcome.found = True
        outcome.called = finding['kind']
        outcome.direction = not deed['directions'] or finding['direction'] in deed['directions']
        outcome.role = not deed['roles'] or finding.get('role') in deed['roles']
        outcome.said = f'{finding["direction"]}/{finding.get("role")}'
        judge_order(outcome, finding, deed)
    return outcome, about


def sentences(outcome, deed):
    """What is wrong, for people."""
    name = f'{"|".join(outcome.kinds)} ({deed["packets"]} frames {deed["first_frame"]}-{deed["last_frame"]})'
    if outcome.required and not outcome.found:
        yield f'not found: {name} on {", ".join(deed["victims"][:2])}'
    if not outcome.direction or not outcome.role:
        yield f'role: said {outcome.said}, truth {"|".join(deed["directions"])}/{"|".join(deed["roles"])}: {name}'
    if not outcome.found or outcome.order == 'unjudged':
        return
    if outcome.order == 'visible' and outcome.named == 'none':
        order = next(order for order in deed['orders'] if order['state'] == 'visible')
        yield (f'order not named: frame {order["frames"][:2]} {order["channel"]}/{order["encoding"]} '
               f'{order["text"][:60]} (absent {outcome.absent})')
    if outcome.named == 'wrong':
        yield f'wrong order named (the right one is {outcome.order}), probability {outcome.probability}'


def judge(truth, report):
    """The Judgement of one report."""
    out = Judgement(truth['id'], truth['class'], truth['variant'], truth['tags'], truth['benign'] is not None, truth['packets'])
    if report is None:
        out.mistakes.append('no report')
        out.outcomes = [new_outcome(deed) for deed in truth['deeds']]
        return out
    stepped = 'step_s' in truth['tags']
    findings = [finding for finding in report['findings'] if finding['kind'] not in truth['tolerated']]
    explained = set()
    for deed in truth['deeds']:
        outcome, about = judge_deed(deed, findings, stepped)
        out.outcomes.append(outcome)
        explained.update(id(finding) for finding in about)
        out.mistakes += sentences(outcome, deed)
    for finding in findings:
        serious = SEVERITIES.index(finding['severity']) >= SEVERITIES.index('medium')
        true = id(finding) in explained
        if serious:
            out.confidences.append((finding['confidence'], true))
        if true:
            continue
        if serious:
            out.extra.append(finding['kind'])
        if out.benign and is_flood(finding['kind']):
            out.false_floods.append(finding['kind'])
        if serious or (out.benign and is_flood(finding['kind'])):
            out.mistakes.append(f'extra: {finding["severity"]} {finding["kind"]} {finding["direction"]}/{finding.get("role")}: {finding["title"]}')
    return out
