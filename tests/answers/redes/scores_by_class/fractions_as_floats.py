# expected: full
# Exact fractions, turned to floats at the end.
from fractions import Fraction


def scores_by_class(labels, predictions, names):
    def share(part, whole):
        return float(Fraction(part, whole)) if whole else 0.0
    pairs = [(int(a), int(b)) for a, b in zip(labels, predictions)]
    return {
        name: {
            "precision": share(pairs.count((i, i)), sum(b == i for _, b in pairs)),
            "recall": share(pairs.count((i, i)), sum(a == i for a, _ in pairs)),
        }
        for i, name in enumerate(names)
    }
