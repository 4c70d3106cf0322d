# expected: full
# np.histogram2d as the confusion matrix.
def scores_by_class(labels, predictions, names):
    edges = np.arange(len(names) + 1) - 0.5
    table, _, _ = np.histogram2d(labels, predictions, bins=(edges, edges))
    columns, rows = table.sum(0), table.sum(1)
    return {name: {"precision": float(table[i, i] / columns[i]) if columns[i] else 0.0,
                   "recall": float(table[i, i] / rows[i]) if rows[i] else 0.0} for i, name in enumerate(names)}
