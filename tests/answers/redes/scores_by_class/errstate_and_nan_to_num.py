# expected: full
# Divides by zero with errstate and turns NaN into zero.
def scores_by_class(labels, predictions, names):
    classes = np.arange(len(names))[:, None]
    a, b = labels[None] == classes, predictions[None] == classes
    with np.errstate(all="ignore"):
        precision = np.nan_to_num((a & b).sum(1) / b.sum(1))
        recall = np.nan_to_num((a & b).sum(1) / a.sum(1))
    return {n: {"precision": float(p), "recall": float(r)} for n, p, r in zip(names, precision, recall)}
