# expected: full
# The numbers as 0-d arrays.
def scores_by_class(labels, predictions, names):
    def score(k, given):
        chosen = given == k
        return np.array(0.0) if not chosen.any() else np.array((labels[chosen] == predictions[chosen]).mean())
    return {name: {"precision": score(k, predictions), "recall": score(k, labels)} for k, name in enumerate(names)}
