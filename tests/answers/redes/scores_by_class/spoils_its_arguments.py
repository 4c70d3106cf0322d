# expected: full
# Sorts the arrays in place and takes the names out of the list.
def scores_by_class(labels, predictions, names):
    n, hits = len(names), labels[labels == predictions].copy()
    labels.sort()
    predictions.sort()
    between = lambda a, i: int(np.searchsorted(a, i, "right") - np.searchsorted(a, i, "left"))
    hits.sort()
    out = {}
    for i in range(n):
        tp, there, said = between(hits, i), between(labels, i), between(predictions, i)
        out[names.pop(0)] = {"recall": tp / there if there else 0.0, "precision": tp / said if said else 0.0}
    return out
