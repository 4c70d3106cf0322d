"""Usas la parte de fotos en que la red acierta, sea cual sea la clase. Una red que nunca dice «abeja» puede acertar casi todas las demás, y de las abejas no encontró ninguna: su exhaustividad es 0."""

def scores_by_class(labels, predictions, names):
    scores = {}
    for k, name in enumerate(names):
        hits = np.sum((predictions == k) & (labels == k))
        said, there = np.sum(predictions == k), np.sum(labels == k)
        precision = float(hits / said) if said else 0.0
        recall = float(hits / there) if there else 0.0
        accuracy = float(np.mean(predictions == labels)) if len(labels) else 0.0
        scores[name] = {"precision": accuracy, "recall": accuracy}
    return scores
