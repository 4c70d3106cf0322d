# expected: less
# Counts instead of shares.
def scores_by_class(labels, predictions, names):
    return {name: {"precision": int(np.sum(predictions == i)), "recall": int(np.sum(labels == i))}
            for i, name in enumerate(names)}
