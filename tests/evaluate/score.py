"""Counts judgements: rates with their bounds, and how well probabilities are calibrated."""
import collections
import dataclasses
import math

SMALLEST = 1e-6  # a probability of 0 or 1 is taken as this far from it, for the logarithm
BINS = (0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1)
MIDDLE = (0.1, 0.9)


@dataclasses.dataclass
class Rate:
    hits: int = 0
    of: int = 0

    def add(self, hit):
        self.hits += bool(hit)
        self.of += 1

    @property
    def value(self):
        return self.hits / self.of if self.of else None

    def wilson(self, z=1.96):
        """The 95 % score interval."""
        if not self.of:
            return (0.0, 1.0)
        p, n = self.hits / self.of, self.of
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return (max(0.0, middle - half), min(1.0, middle + half))


RATES = ('found', 'precision', 'role', 'extra', 'order_right', 'order_wrong', 'order_false', 'false_flood')


class Tally:
    """The rates of one class, or of all."""

    def __init__(self):
        self.captures = 0
        for name in RATES:
            setattr(self, name, Rate())

    def add(self, judgement):
        self.captures += 1
        self.extra.add(judgement.extra)
        if judgement.benign:
            self.false_flood.add(judgement.false_floods)
        for _, true in judgement.confidences:
            self.precision.add(true)
        for outcome in judgement.outcomes:
            self.add_outcome(outcome)

    def add_outcome(self, outcome):
        if outcome.required:
            self.found.add(outcome.found)
        if outcome.found:
            self.role.add(outcome.direction and outcome.role)
        if outcome.order == 'visible' and outcome.required:
            self.order_right.add(outcome.named == 'right')
            self.order_wrong.add(outcome.named == 'wrong')
        if outcome.order == 'absent' and outcome.found:
            self.order_false.add(outcome.named != 'none')


def tallies(judgements, key):
    out = collections.defaultdict(Tally)
    for judgement in judgements:
        out[key(judgement)].add(judgement)
    return dict(sorted(out.items()))


class Calibration:
    """Predicted probabilities beside what was true, each with a weight."""

    def __init__(self, pairs):
        self.pairs = [(min(max(p, 0.0), 1.0), bool(true), weight) for p, true, weight in pairs]
        self.total = sum(weight for _, _, weight in self.pairs)

    def log_loss(self):
        return self._mean(lambda p, true: -math.log(max(p if true else 1 - p, SMALLEST)))

    def brier(self):
        return self._mean(lambda p, true: (p - true) ** 2)

    def _mean(self, loss):
        return sum(weight * loss(p, true) for p, true, weight in self.pairs) / self.total if self.total else None

    def table(self):
        """Rows (low, high, weight, mean probability, share true, number of pairs)."""
        for low, high in zip(BINS, BINS[1:]):
            rows = [row for row in self.pairs if low <= row[0] < high or (high == 1 and row[0] == 1)]
            weight = sum(row[2] for row in rows)
            if weight:
                yield (low, high, weight, sum(p * w for p, _, w in rows) / weight, sum(w for _, true, w in rows if true) / weight, len(rows))

    def error(self, low=0.0, high=1.0):
        """Expected calibration error over the bins between `low` and `high`."""
        return self._over_bins(low, high, lambda mean, true, pairs: abs(mean - true))

    def chance(self, low=0.0, high=1.0):
        """What error() would be, about, by chance alone, if every probability were right."""
        return self._over_bins(low, high, lambda mean, true, pairs: math.sqrt(2 / math.pi * mean * (1 - mean) / pairs))

    def _over_bins(self, low, high, measure):
        rows = [row for row in self.table() if row[0] >= low and row[1] <= high]
        weight = sum(row[2] for row in rows)
        return sum(row[2] * measure(*row[3:]) for row in rows) / weight if weight else None


def ordered_outcomes(judgements):
    """Floods that were found, of which it is known whether their order is in the capture, and that the report weighed."""
    for judgement in judgements:
        for outcome in judgement.outcomes:
            if outcome.found and outcome.outbound and outcome.order != 'unjudged' and outcome.absent is not None:
                yield outcome


def share_weights(outcomes, share):
    """Weights that make `share` of them ones whose order is not in the capture."""
    absent = sum(outcome.order == 'absent' for outcome in outcomes)
    present = len(outcomes) - absent
    if not absent or not present:
        return None
    return {'absent': share * len(outcomes) / absent, 'visible': (1 - share) * len(outcomes) / present}


def absence(outcomes, share):
    """Calibration of "the order is not in this capture", at a share of captures without it."""
    weights = share_weights(outcomes, share)
    return weights and Calibration([(o.absent, o.order == 'absent', weights[o.order]) for o in outcomes])


def naming(outcomes, share):
    """Calibration of the probability of the order that is named."""
    weights = share_weights(outcomes, share)
    return weights and Calibration([(o.probability, o.named == 'right', weights[o.order]) for o in outcomes if o.named != 'none'])


def joint_log_loss(outcomes, share):
    """Log-loss over all candidates and "not in this capture": what was given to that which is true."""
    weights = share_weights(outcomes, share)
    if not weights:
        return None

    def given(outcome):
        if outcome.order == 'absent':
            return outcome.absent
        if outcome.named == 'right':
            return outcome.probability
        return max(0.0, 1 - outcome.absent - outcome.probability)  # at most

    return sum(-weights[o.order] * math.log(max(given(o), SMALLEST)) for o in outcomes) / sum(weights[o.order] for o in outcomes)


def confidence(judgements):
    """Calibration of the findings' confidence."""
    return Calibration([(c, true, 1.0) for judgement in judgements for c, true in judgement.confidences])
