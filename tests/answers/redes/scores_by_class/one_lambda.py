# expected: full
# One lambda, with the mean of the hits among those chosen.
scores_by_class = lambda labels, predictions, names: {
    name: {key: float((labels == predictions)[by == i].mean()) if i in by else 0.0
           for key, by in (("precision", predictions), ("recall", labels))}
    for i, name in enumerate(names)}
