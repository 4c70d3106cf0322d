"""Usas el número de la clase como clave. Quien lee el resultado busca «abeja» y no 0: la clave es el nombre, que está en `names`."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        scores[k] = {"precision": precision, "recall": recall}
    return scores
