# expected: full
# A confusion matrix by np.add.at, its diagonal, rows and columns.
def scores_by_class(labels, predictions, names):
    n = len(names)
    matrix = np.zeros((n, n), int)
    np.add.at(matrix, (labels, predictions), 1)
    diagonal = np.diag(matrix)
    precision = diagonal / np.maximum(matrix.sum(axis=0), 1)
    recall = diagonal / np.maximum(matrix.sum(axis=1), 1)
    return {name: {"precision": p, "recall": r} for name, p, r in zip(names, precision, recall)}
