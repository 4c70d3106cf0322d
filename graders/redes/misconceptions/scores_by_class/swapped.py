"""Tienes cambiadas las dos medidas. La precisión se pregunta por las fotos que la red llamó así: si dijo «abeja» 5 veces y acertó 3, es 3/5. La exhaustividad se pregunta por las que había."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        scores[name] = {"precision": recall, "recall": precision}
    return scores
