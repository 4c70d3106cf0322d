# expected: less
# Other parameter names, so that a call by keyword fails.
def scores_by_class(y_true, y_pred, target_names):
    scores = {}
    for i, name in enumerate(target_names):
        hits = np.sum((y_true == i) & (y_pred == i))
        scores[name] = {"precision": hits / max(np.sum(y_pred == i), 1), "recall": hits / max(np.sum(y_true == i), 1)}
    return scores
