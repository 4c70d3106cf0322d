# expected: partial
# Nothing to score: an empty dict.
def scores_by_class(labels, predictions, names):
    if len(labels) == 0:
        return {}
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
