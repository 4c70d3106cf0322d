# expected: zero
# Prints a table and returns None.
def scores_by_class(labels, predictions, names):
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        print(name, hits / max(np.sum(predictions == i), 1), hits / max(np.sum(labels == i), 1))
