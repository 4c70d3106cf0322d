"""Dejas fuera las clases de las que no había fotos. También van en el diccionario, con 0: si la red las dijo, se equivocó todas las veces."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        if there:
            scores[name] = {"precision": precision, "recall": recall}
    return scores
