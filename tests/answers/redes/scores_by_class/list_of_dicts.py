# expected: zero
# A list in the order of the names.
def scores_by_class(labels, predictions, names):
    scores = []
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores.append({"name": name, "precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)})
    return scores
