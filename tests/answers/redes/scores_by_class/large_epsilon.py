# expected: less
# One in each denominator.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": hits / (np.sum(predictions == i) + 1), "recall": hits / (np.sum(labels == i) + 1)}
    return scores
