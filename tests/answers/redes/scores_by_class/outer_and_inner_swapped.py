# expected: zero
# A dict from "precision" and "recall" to dicts by name.
def scores_by_class(labels, predictions, names):
    scores = {"precision": {}, "recall": {}}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores["precision"][name] = hits / max(np.sum(predictions == i), 1)
        scores["recall"][name] = hits / max(np.sum(labels == i), 1)
    return scores
