# expected: zero
# Goes through the names without end.
from itertools import cycle


def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(cycle(names)):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
