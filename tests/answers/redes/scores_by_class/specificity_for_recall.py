# expected: less
# The recall of the other classes.
def scores_by_class(labels, predictions, names):
    out = {}
    for i, name in enumerate(names):
        tp = np.sum((labels == i) & (predictions == i))
        tn = np.sum((labels != i) & (predictions != i))
        out[name] = {"precision": tp / max(np.sum(predictions == i), 1), "recall": tn / max(np.sum(labels != i), 1)}
    return out
