# expected: less
# Always three classes.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i in range(3):
        hits = np.sum((labels == i) & (predictions == i))
        scores[names[i]] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
