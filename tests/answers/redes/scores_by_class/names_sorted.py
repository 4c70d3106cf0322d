# expected: less
# The names are put in alphabetical order first, so that they change places.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(sorted(names)):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
