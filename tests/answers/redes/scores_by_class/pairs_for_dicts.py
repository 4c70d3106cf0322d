# expected: zero
# A pair of numbers for each name.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = (hits / max(np.sum(predictions == i), 1), hits / max(np.sum(labels == i), 1))
    return scores
