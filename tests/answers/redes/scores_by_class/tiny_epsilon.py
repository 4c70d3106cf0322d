# expected: full
# A tiny number in the denominator instead of a test.
def scores_by_class(labels, predictions, names):
    eps = 1e-12
    d = {}
    for i, name in enumerate(names):
        tp = np.sum((labels == i) & (predictions == i))
        fp = np.sum((labels != i) & (predictions == i))
        fn = np.sum((labels == i) & (predictions != i))
        d[name] = {"precision": tp / (tp + fp + eps), "recall": tp / (tp + fn + eps)}
    return d
