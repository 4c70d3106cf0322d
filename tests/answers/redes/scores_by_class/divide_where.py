# expected: full
# np.divide with where and out.
def ratio(a, b):
    return np.divide(a, b, out=np.zeros(len(a)), where=b > 0)


def scores_by_class(labels, predictions, names):
    n = len(names)
    said, there = np.bincount(predictions, minlength=n), np.bincount(labels, minlength=n)
    hits = np.bincount(labels[labels == predictions], minlength=n)
    table = np.stack([ratio(hits, said), ratio(hits, there)], axis=1).tolist()
    return {name: dict(zip(("precision", "recall"), row)) for name, row in zip(names, table)}
