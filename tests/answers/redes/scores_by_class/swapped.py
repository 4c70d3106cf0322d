# expected: less
# Precision and recall are swapped.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"recall": hits / max(np.sum(predictions == i), 1), "precision": hits / max(np.sum(labels == i), 1)}
    return scores
