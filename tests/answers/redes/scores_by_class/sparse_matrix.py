# expected: full
# A sparse matrix of SciPy, which adds what falls on one place.
from scipy.sparse import coo_matrix


def scores_by_class(labels, predictions, names):
    n = len(names)
    m = coo_matrix((np.ones(len(labels)), (labels, predictions)), shape=(n, n)).toarray()
    safe = lambda a, b: float(a / b) if b else 0.0
    return {name: {"precision": safe(m[i, i], m[:, i].sum()), "recall": safe(m[i, i], m[i, :].sum())}
            for i, name in enumerate(names)}
