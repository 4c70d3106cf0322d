# expected: full
# float32 numbers, which are near enough.
def scores_by_class(labels, predictions, names):
    out = {}
    for i, name in enumerate(names):
        tp = np.float32(((labels == i) * (predictions == i)).sum())
        out[name] = {"precision": tp / np.float32(max((predictions == i).sum(), 1)),
                     "recall": tp / np.float32(max((labels == i).sum(), 1))}
    return out
