# expected: partial
# Only the precision is protected from a division by zero.
def scores_by_class(labels, predictions, names):
    labels, predictions = list(labels), list(predictions)
    scores = {}
    for i, name in enumerate(names):
        hits = sum(a == b == i for a, b in zip(labels, predictions))
        said = predictions.count(i)
        scores[name] = {"precision": hits / said if said else 0.0, "recall": hits / labels.count(i)}
    return scores
