"""Divides entre todas las fotos. Si hay 100 fotos, 4 son abejas y la red las encuentra todas, la exhaustividad es 4/4 y no 4/100: solo cuentan las abejas."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        total = len(labels) or 1
        scores[name] = {"precision": float(hits / total), "recall": float(hits / total)}
    return scores
