# expected: less
# Divides by the number of all pictures.
def scores_by_class(labels, predictions, names):
    n = max(len(labels), 1)
    return {name: {"precision": float(np.sum((labels == i) & (predictions == i)) / n),
                   "recall": float(np.sum((labels == i) & (predictions == i)) / n)} for i, name in enumerate(names)}
