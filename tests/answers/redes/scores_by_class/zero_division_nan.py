# expected: partial
# NumPy's division: NaN where nothing was predicted.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": hits / np.sum(predictions == i), "recall": hits / np.sum(labels == i)}
    return scores
