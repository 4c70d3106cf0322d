# expected: less
# Only the precision.
def scores_by_class(labels, predictions, names):
    return {name: {"precision": float(np.sum((labels == i) & (predictions == i)) / max(np.sum(predictions == i), 1))}
            for i, name in enumerate(names)}
