# expected: less
# The counter of the hits goes on from class to class.
def scores_by_class(labels, predictions, names):
    scores, hits = {}, 0
    for i, name in enumerate(names):
        hits += int(np.sum((labels == i) & (predictions == i)))
        scores[name] = {"precision": hits / max(np.sum(predictions == i), 1), "recall": hits / max(np.sum(labels == i), 1)}
    return scores
