"""Redondeas. 2 de 3 es 0.6666…, y con 0.67 ya no se puede saber de cuántas fotos viene: devuelve el número como sale."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        scores[name] = {"precision": round(precision, 2), "recall": round(recall, 2)}
    return scores
