# expected: less
# The counts live outside and grow from call to call.
counts = {}


def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        c = counts.setdefault(i, [0, 0, 0])
        c[0] += int(np.sum((labels == i) & (predictions == i)))
        c[1] += int(np.sum(predictions == i))
        c[2] += int(np.sum(labels == i))
        scores[name] = {"precision": c[0] / c[1] if c[1] else 0.0, "recall": c[0] / c[2] if c[2] else 0.0}
    return scores
