# expected: zero
# The classes' numbers instead of their names.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i in range(len(names)):
        hits = np.sum((labels == i) & (predictions == i))
        scores[i] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
