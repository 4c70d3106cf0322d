# expected: less
# The number of predictions over the number of labels.
def scores_by_class(labels, predictions, names):
    out = {}
    for i, name in enumerate(names):
        p, t = np.sum(predictions == i), np.sum(labels == i)
        out[name] = {"precision": min(p, t) / max(p, 1), "recall": min(p, t) / max(t, 1)}
    return out
