# expected: full
# Counters of labels, predictions and hits in plain Python.
from collections import Counter


def scores_by_class(labels, predictions, names):
    labels, predictions = list(map(int, labels)), list(map(int, predictions))
    there, said = Counter(labels), Counter(predictions)
    hits = Counter(a for a, b in zip(labels, predictions) if a == b)
    return {name: {"precision": hits[i] / said[i] if said[i] else 0,
                   "recall": hits[i] / there[i] if there[i] else 0} for i, name in enumerate(names)}
