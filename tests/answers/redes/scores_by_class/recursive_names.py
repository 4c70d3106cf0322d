# expected: full
# Recursion over the names, from the last to the first.
def scores_by_class(labels, predictions, names):
    if not names:
        return {}
    i = len(names) - 1
    scores = scores_by_class(labels, predictions, names[:-1])
    hits = sum(1 for a, b in zip(labels, predictions) if a == b == i)
    said = sum(1 for b in predictions if b == i)
    there = sum(1 for a in labels if a == i)
    scores[names[-1]] = {"precision": hits / said if said else 0.0, "recall": hits / there if there else 0.0}
    return scores
