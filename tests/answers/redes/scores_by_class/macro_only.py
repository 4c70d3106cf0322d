# expected: zero
# Two numbers for the whole set.
def scores_by_class(labels, predictions, names):
    p, r = [], []
    for i in range(len(names)):
        hits = np.sum((labels == i) & (predictions == i))
        p.append(hits / max(np.sum(predictions == i), 1))
        r.append(hits / max(np.sum(labels == i), 1))
    return {"precision": float(np.mean(p)), "recall": float(np.mean(r))}
