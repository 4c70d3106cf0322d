# expected: less
# Rounded to two decimals.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": round(float(hits / max(np.sum(predictions == i), 1)), 2),
                        "recall": round(float(hits / max(np.sum(labels == i), 1)), 2)}
    return scores
