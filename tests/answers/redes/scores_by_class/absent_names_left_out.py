# expected: partial
# Names whose class never occurs are left out.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i in np.unique(np.concatenate([labels, predictions])):
        hits = np.sum((labels == i) & (predictions == i))
        scores[names[i]] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
