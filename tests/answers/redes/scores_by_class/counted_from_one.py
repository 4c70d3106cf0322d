# expected: less
# The classes are taken to begin with one.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names, start=1):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
