# expected: full
# Boolean masks, and a test before each division.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = int(np.sum((labels == i) & (predictions == i)))
        predicted = int(np.sum(predictions == i))
        there = int(np.sum(labels == i))
        scores[name] = {"precision": hits / predicted if predicted else 0.0,
                        "recall": hits / there if there else 0.0}
    return scores
