# expected: zero
# The numbers as text with three decimals.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": f"{hits / max(np.sum(predictions == i), 1):.3f}", "recall": f"{hits / max(np.sum(labels == i), 1):.3f}"}
    return scores
