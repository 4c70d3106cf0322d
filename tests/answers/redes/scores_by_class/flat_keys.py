# expected: zero
# One flat dict with keys such as "a_precision".
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name + "_precision"] = hits / max(np.sum(predictions == i), 1)
        scores[name + "_recall"] = hits / max(np.sum(labels == i), 1)
    return scores
