# expected: less
# The share of pictures that are rightly said to be of the class or not.
def scores_by_class(labels, predictions, names):
    out = {}
    for i, name in enumerate(names):
        a = float(((labels == i) == (predictions == i)).mean()) if len(labels) else 0.0
        out[name] = {"precision": a, "recall": a}
    return out
