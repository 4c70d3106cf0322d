# expected: full
# The confusion matrix as a product of two one-hot matrices.
def scores_by_class(labels, predictions, names):
    eye = np.eye(len(names))
    m = eye[labels].T @ eye[predictions]
    tp = m.diagonal()
    return {name: {"precision": tp[k] / max(m[:, k].sum(), 1), "recall": tp[k] / max(m[k].sum(), 1)}
            for k, name in enumerate(names)}
