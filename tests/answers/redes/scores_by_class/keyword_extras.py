# expected: full
# More arguments than are asked for, and a closure.
def make(average=None):
    def scores_by_class(labels, predictions, names, *, zero_division=0.0, **other):
        def ratio(mask):
            return float(np.mean(labels[mask] == predictions[mask])) if np.any(mask) else zero_division
        return {n: {"precision": ratio(predictions == i), "recall": ratio(labels == i)} for i, n in enumerate(names)}
    return scores_by_class


scores_by_class = make()
