# expected: less
# All names share one dict, which holds the scores of the last.
def scores_by_class(labels, predictions, names):
    scores, one = {}, {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        one["precision"] = hits / max(np.sum(predictions == i), 1)
        one["recall"] = hits / max(np.sum(labels == i), 1)
        scores[name] = one
    return scores
