# expected: full
# A dataclass for each class, with properties.
from dataclasses import dataclass


@dataclass
class Tally:
    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self):
        return self.tp / (self.tp + self.fp) if self.tp else 0.0

    @property
    def recall(self):
        return self.tp / (self.tp + self.fn) if self.tp else 0.0


def scores_by_class(labels, predictions, names):
    tallies = [Tally() for _ in names]
    for a, b in zip(labels, predictions):
        if a == b:
            tallies[a].tp += 1
        else:
            tallies[a].fn += 1
            tallies[b].fp += 1
    return {n: {"precision": t.precision, "recall": t.recall} for n, t in zip(names, tallies)}
