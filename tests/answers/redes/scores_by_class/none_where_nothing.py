# expected: partial
# None where nothing was predicted or nothing was there.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits, said, there = (int(np.sum(m)) for m in ((labels == i) & (predictions == i), predictions == i, labels == i))
        scores[name] = {"precision": hits / said if said else None, "recall": hits / there if there else None}
    return scores
