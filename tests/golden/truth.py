"""Compares a report with what the generator knows about the capture. Yields one sentence for each mistake."""
import datetime
import re

PACKETS_TOLERANCE = 0.005  # of the flood's packets: ordinary packets between the same two hosts may be counted with it
TIME_TOLERANCE_S = 0.2
SURE_ENOUGH = 0.5
SEVERITIES = ['info', 'low', 'medium', 'high', 'critical']
WORST_WITHOUT_ATTACK = 'low'


def seconds(text):
    """RFC 3339 in UTC to seconds since 1970."""
    whole, fraction = re.fullmatch(r'(.*?)(\.\d+)?Z', text).groups()
    start = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    return start.timestamp() + float(fraction or 0)


def is_flood(finding):
    return finding['kind'].endswith(('-flood', '-amplification'))


def overlap_s(finding, flood):
    if not finding.get('start') or not finding.get('end'):
        return 0
    return min(seconds(finding['end']), seconds(flood['end'])) - max(seconds(finding['start']), seconds(flood['start']))


def is_about(finding, flood):
    victims = [target['ip'] for target in finding['targets']]
    return is_flood(finding) and flood['victim'] in victims and overlap_s(finding, flood) > 0


def flood_mistakes(finding, flood, owner):
    for field in ('kind', 'direction', 'role'):
        if finding.get(field) != flood[field]:
            yield f'{owner}: {field} is {finding.get(field)}, truth {flood[field]}'
    if abs(finding.get('packets', 0) - flood['packets']) > PACKETS_TOLERANCE * flood['packets']:
        yield f'{owner}: {finding.get("packets")} packets, truth {flood["packets"]}'
    for field in ('start', 'end'):
        off = seconds(finding[field]) - seconds(flood[field])
        if abs(off) > TIME_TOLERANCE_S:
            yield f'{owner}: {field} is off by {off:.3f} s'
    sources = [source['ip'] for source in finding['sources']]
    if flood['source'] != 'many' and flood['source'] not in sources:
        yield f'{owner}: sources are {sources}, truth {flood["source"]}'
    yield from trigger_mistakes(finding['trigger'], flood, owner)


def trigger_mistakes(trigger, flood, owner):
    if flood['order_frame'] is None:
        if trigger is not None:
            yield f'{owner}: ordered by frame {trigger["frame"]}, but the capture has no order'
        return
    if trigger is None:
        yield f'{owner}: no trigger, truth frame {flood["order_frame"]}'
        return
    if trigger['frame'] != flood['order_frame']:
        yield f'{owner}: trigger is frame {trigger["frame"]}, truth {flood["order_frame"]}'
    if trigger['client'] != flood['order_client']:
        yield f'{owner}: ordered by {trigger["client"]}, truth {flood["order_client"]}'
    if flood['order_request_contains'] not in trigger['request']:
        yield f'{owner}: the request is {trigger["request"]!r}, without {flood["order_request_contains"]!r}'
    if trigger['probability'] < SURE_ENOUGH:
        yield f'{owner}: probability of the trigger is {trigger["probability"]}'


def frames_cited(finding):
    orders = [finding['trigger'] or {}, *finding.get('orders', [])]
    return {item.get('frame') for item in [*orders, *finding.get('evidence', [])]}


def order_mistakes(report, orders):
    """An order is named even where it had no effect."""
    cited = set().union(*(frames_cited(finding) for finding in report['findings']))
    for order in orders:
        if order['frame'] not in cited:
            yield f'the order in frame {order["frame"]} is not mentioned by any finding'


def all_mistakes(report, truth):
    told = truth['bytes'] is not None  # a packet list may have no lengths
    if report['input']['packets'] != truth['packets'] or (told and report['input']['bytes'] != truth['bytes']):
        yield (f'read {report["input"]["packets"]} packets with {report["input"]["bytes"]} bytes, '
               f'truth {truth["packets"]} with {truth["bytes"]}')
    left = [finding for finding in report['findings'] if is_flood(finding)]
    for number, flood in enumerate(truth['floods'], 1):
        owner = f'flood {number}'
        finding = next((finding for finding in left if is_about(finding, flood)), None)
        if finding is None:
            yield f'{owner}: not found (victim {flood["victim"]}, {flood["packets"]} packets)'
            continue
        left.remove(finding)
        yield from flood_mistakes(finding, flood, owner)
    for finding in left:
        yield f'{finding["id"]} is not in the truth: {finding["title"]}'
    yield from order_mistakes(report, truth['orders'])
    if not truth['attack']:
        yield from severity_mistakes(report, WORST_WITHOUT_ATTACK)


def severity_mistakes(report, worst):
    for finding in report['findings']:
        if SEVERITIES.index(finding['severity']) > SEVERITIES.index(worst):
            yield f'{finding["id"]} is {finding["severity"]}, at most {worst} is right: {finding["title"]}'
