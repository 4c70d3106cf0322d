"""Divides sin mirar si el divisor es 0. Si la red nunca dijo «abeja» no hay entre qué dividir, y sale `nan` o un error: el enunciado dice que entonces vale 0."""

def scores_by_class(labels, predictions, names):
    scores = {}
    with np.errstate(all="ignore"):
        for k, name in enumerate(names):
            hits = np.sum((predictions == k) & (labels == k))
            scores[name] = {
                "precision": hits / np.sum(predictions == k),
                "recall": hits / np.sum(labels == k),
            }
    return scores
