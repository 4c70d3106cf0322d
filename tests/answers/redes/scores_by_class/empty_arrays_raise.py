# expected: partial
# max of an empty array raises.
def scores_by_class(labels, predictions, names):
    n = max(labels.max(), predictions.max(), len(names) - 1) + 1
    m = np.zeros((n, n))
    for a, b in zip(labels, predictions):
        m[a, b] += 1
    return {name: {"precision": m[i, i] / max(m[:, i].sum(), 1), "recall": m[i, i] / max(m[i].sum(), 1)}
            for i, name in enumerate(names)}
