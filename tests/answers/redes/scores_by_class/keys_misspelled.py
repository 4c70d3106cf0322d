# expected: zero
# "presicion" and "recal".
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"presicion": hits / max(np.sum(predictions == i), 1), "recal": hits / max(np.sum(labels == i), 1)}
    return scores
