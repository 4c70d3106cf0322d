# expected: less
# Division without a remainder.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = int(np.sum((labels == i) & (predictions == i)))
        scores[name] = {"precision": hits // max(int(np.sum(predictions == i)), 1),
                        "recall": hits // max(int(np.sum(labels == i)), 1)}
    return scores
