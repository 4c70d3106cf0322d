# expected: less
# The names from the last to the first.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names[::-1]):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
