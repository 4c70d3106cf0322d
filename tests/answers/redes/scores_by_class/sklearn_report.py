# expected: zero
# classification_report of a package that the course does not bring.
from sklearn.metrics import precision_recall_fscore_support


def scores_by_class(labels, predictions, names):
    p, r, _, _ = precision_recall_fscore_support(labels, predictions, labels=range(len(names)), zero_division=0)
    return {name: {"precision": a, "recall": b} for name, a, b in zip(names, p, r)}
