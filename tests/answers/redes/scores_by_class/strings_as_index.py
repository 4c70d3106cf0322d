# expected: zero
# Compares the numbers with the names and indexes an array with a name.
def scores_by_class(labels, predictions, names):
    scores = np.zeros(len(names))
    for name in names:
        scores[name] = np.mean(labels[predictions == name] == name)
    return scores
