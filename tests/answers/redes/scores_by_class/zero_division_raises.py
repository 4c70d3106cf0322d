# expected: partial
# Plain division: a class that nobody predicted raises.
def scores_by_class(labels, predictions, names):
    labels, predictions = labels.tolist(), predictions.tolist()
    scores = {}
    for i, name in enumerate(names):
        hits = sum(a == i and b == i for a, b in zip(labels, predictions))
        scores[name] = {"precision": hits / predictions.count(i), "recall": hits / labels.count(i)}
    return scores
