# expected: zero
# The inner keys in Spanish.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precisión": hits / max(np.sum(predictions == i), 1), "exhaustividad": hits / max(np.sum(labels == i), 1)}
    return scores
