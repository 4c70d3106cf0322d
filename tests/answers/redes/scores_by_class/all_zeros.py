# expected: less
# Zeros for every name.
def scores_by_class(labels, predictions, names):
    return {name: {"precision": 0.0, "recall": 0.0} for name in names}
