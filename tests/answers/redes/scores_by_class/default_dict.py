# expected: full
# A defaultdict of dicts.
from collections import defaultdict


def scores_by_class(labels, predictions, names):
    scores = defaultdict(dict)
    for i, name in enumerate(names):
        right = np.logical_and(labels == i, predictions == i).sum()
        for key, array in (("precision", predictions), ("recall", labels)):
            total = (array == i).sum()
            scores[name][key] = right / total if total > 0 else 0.0
    return scores
