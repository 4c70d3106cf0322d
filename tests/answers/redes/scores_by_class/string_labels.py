# expected: full
# Works with the names themselves in arrays of strings.
def scores_by_class(labels, predictions, names):
    table = np.array(names)
    a, b = table[labels], table[predictions]
    result = {}
    for name in names:
        ta, tb = a == name, b == name
        tp = float((ta & tb).sum())
        result[name] = {"precision": tp / tb.sum() if tb.any() else 0.0, "recall": tp / ta.sum() if ta.any() else 0.0}
    return result
