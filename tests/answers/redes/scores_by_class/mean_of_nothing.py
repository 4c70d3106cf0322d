# expected: partial
# The mean of an empty array: NaN.
def scores_by_class(labels, predictions, names):
    right = labels == predictions
    return {name: {"precision": right[predictions == i].mean(), "recall": right[labels == i].mean()}
            for i, name in enumerate(names)}
