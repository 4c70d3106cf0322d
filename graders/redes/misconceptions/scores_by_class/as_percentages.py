"""Das porcentajes. Aquí se piden números de 0 a 1: 3 de 5 es 0.6 y no 60."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        scores[name] = {"precision": 100 * precision, "recall": 100 * recall}
    return scores
