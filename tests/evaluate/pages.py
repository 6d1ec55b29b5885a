"""Prints what score.py counts, the bars, and the worst mistakes with the command that makes each capture again."""
import collections

import score

# name of the rate, what it is, the bar, and whether the rate must be at least or at most that.
BARS = (
    ('found', 'floods and other deeds found', 0.99, 'least'),
    ('role', 'direction and role right', 0.99, 'least'),
    ('extra', 'captures with an extra finding of medium severity or worse', 0.01, 'most'),
    ('order_right', 'right order named where the capture has it', 0.97, 'least'),
    ('order_wrong', 'wrong order named where the capture has the right one', 0.003, 'most'),
    ('order_false', 'order claimed where none is visible', 0.005, 'most'),
    ('false_flood', 'benign captures with a flood found', 0.005, 'most'),
)
# What must hold in ./run test, where only some captures of each class are seen: raise them as detection gets better.
SMOKE = {'found': 0.20, 'role': 0.85, 'extra': 0.08, 'order_right': 0.15, 'order_wrong': 0.06, 'order_false': 0.10, 'false_flood': 0.10}
CALIBRATION_BAR = 0.03
SHARES = (0.1, 0.5, 0.9)


def percent(rate):
    return '-' if rate.value is None else f'{100 * rate.value:.1f}'


def bounds(rate):
    low, high = rate.wilson()
    return f'{100 * low:.2f}-{100 * high:.2f} %'


def print_table(title, tallies):
    print(f'{title:24} {"captures":>8} {"found":>7} {"precis.":>7} {"role":>7} {"extra":>7} | order: {"right":>6} {"wrong":>6} {"false":>6} | {"false flood":>7}')
    for name, tally in tallies.items():
        print(f'{name:24} {tally.captures:8} ' + ' '.join(f'{percent(getattr(tally, rate)):>7}' for rate in ('found', 'precision', 'role', 'extra')) +
              ' |        ' + ' '.join(f'{percent(getattr(tally, rate)):>6}' for rate in ('order_right', 'order_wrong', 'order_false')) +
              f' | {percent(tally.false_flood):>7}')
    print()


def print_bars(tally, thresholds):
    """The names of the bars that are missed."""
    missed = []
    for name, about, bar, sense in BARS:
        rate = getattr(tally, name)
        if rate.value is None:
            continue
        bar = thresholds.get(name, bar)
        met = rate.value >= bar if sense == 'least' else rate.value <= bar
        if not met:
            missed.append(name)
        print(f'{"met   " if met else "MISSED"} {about}: {100 * rate.value:.2f} % ({rate.hits} of {rate.of}, 95 % {bounds(rate)}), at {sense} {100 * bar:.1f} %')
    return missed


def number(value):
    return '-' if value is None else f'{value:.4f}'


def print_reliability(name, calibration):
    print(f'{name}: log-loss {number(calibration.log_loss())}, Brier {number(calibration.brier())}, '
          f'calibration error {number(calibration.error())} (chance {number(calibration.chance())}), '
          f'in the middle bins {number(calibration.error(*score.MIDDLE))} (chance {number(calibration.chance(*score.MIDDLE))})')
    for low, high, weight, mean, true, pairs in calibration.table():
        rate = score.Rate(round(true * pairs), pairs)
        print(f'   {low:4.2f}-{high:4.2f}  {pairs:6}  said {mean:6.4f}  true {true:6.4f}  (95 % {bounds(rate)})')


def print_calibration(judgements):
    """The names of the bars that are missed."""
    missed = []
    outcomes = list(score.ordered_outcomes(judgements))
    for share in SHARES:
        absent = score.absence(outcomes, share)
        if not absent:
            continue
        print(f'at {100 * share:.0f} % of floods whose order is not in the capture: joint log-loss {number(score.joint_log_loss(outcomes, share))}')
        print_reliability('  "not in this capture"', absent)
        print_reliability('  the order that is named', score.naming(outcomes, share))
        for about, bins in (('all', (0, 1)), ('middle', score.MIDDLE)):
            verdict = calibration_verdict(absent, bins)
            if verdict == 'MISSED':
                missed.append(f'calibration-{about}-{100 * share:.0f}')
            print(f'{verdict} calibration error of {about} bins at most {CALIBRATION_BAR} at {100 * share:.0f} %')
    print_reliability("the findings' confidence", score.confidence(judgements))
    print()
    return missed


def calibration_verdict(calibration, bins):
    """Few pairs cannot tell: chance alone moves them further than the bar."""
    error, chance = calibration.error(*bins), calibration.chance(*bins)
    if error is None or error <= CALIBRATION_BAR:
        return 'met   '
    return 'MISSED' if error > CALIBRATION_BAR + 2 * chance else 'open  '


def shape(mistake):
    """A mistake without its numbers, to count those that are alike."""
    parts = mistake.split(': ')
    detailed = parts[0] in ('extra', 'not found', 'role')
    return ': '.join(parts[:2] if detailed else parts[:1]).split(' (')[0].split(', probability')[0]


def print_mistakes(judgements, options):
    wrong = [judgement for judgement in judgements if judgement.mistakes]
    counts = collections.Counter(f'{j.group}/{j.variant}: {shape(m)}' for j in wrong for m in j.mistakes)
    print(f'mistakes in {len(wrong)} of {len(judgements)} captures; the most frequent:')
    for text, count in counts.most_common(options.worst):
        print(f'  {count:5}  {text}')
    print(f'\nexamples (make one again: ./run evaluate --seed {options.seed} --only CLASS/N):')
    shown = collections.Counter()
    for judgement in sorted(wrong, key=lambda j: j.packets):
        key = (judgement.group, judgement.variant, shape(judgement.mistakes[0]))
        shown[key] += 1
        if shown[key] == 1 and len(shown) <= options.worst:
            print(f'  {judgement.id} ({judgement.variant}, {judgement.packets} frames): {judgement.mistakes[0][:200]}')
    print()


def tag_key(name):
    def key(judgement):
        if name in ('channel', 'encoding'):
            return next((getattr(o, name) for o in judgement.outcomes if getattr(o, name)), '-')
        return judgement.tags.get(name, '-')
    return key


def print_smoke(judgements):
    """For ./run test: each bar is a test; a report for each capture is one more."""
    whole = score.Tally()
    for judgement in judgements:
        whole.add(judgement)
    missed = print_bars(whole, SMOKE)
    if silent := [judgement.id for judgement in judgements if judgement.mistakes[:1] == ['no report']]:
        missed.append('report')
        print(f'no report: {", ".join(silent[:10])}')
    print(f'{len(BARS) + 1 - len(missed)} passed, {len(missed)} failed')
    return missed


def print_all(judgements, options):
    print_mistakes(judgements, options)
    for name in filter(None, options.by.split(',')):
        print_table(f'by {name}', score.tallies(judgements, tag_key(name)))
    print_table('class', score.tallies(judgements, lambda j: j.group))
    whole = score.Tally()
    for judgement in judgements:
        whole.add(judgement)
    missed = print_calibration(judgements)
    missed += print_bars(whole, {})
    print(f'seed {options.seed}, {len(judgements)} captures, {sum(j.packets for j in judgements)} packets')
    return missed
