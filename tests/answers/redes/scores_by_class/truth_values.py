# expected: zero
# Says whether each class is good enough.
def scores_by_class(labels, predictions, names):
    return {name: {"precision": bool(np.any(predictions == i)), "recall": bool(np.any(labels == i))}
            for i, name in enumerate(names)}
