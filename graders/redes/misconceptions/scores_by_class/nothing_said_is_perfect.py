"""Le das un 1 a lo que no se puede dividir. Si la red nunca dijo «abeja», no acertó ninguna: su precisión es 0, como dice el enunciado."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        scores[name] = {"precision": precision if said else 1.0, "recall": recall if there else 1.0}
    return scores
