# expected: full
# With F1, support and accuracy, too.
def scores_by_class(labels, predictions, names):
    report = {}
    for k, name in enumerate(names):
        t, p = labels == k, predictions == k
        tp = np.count_nonzero(t & p)
        precision = tp / np.count_nonzero(p) if p.any() else 0.0
        recall = tp / np.count_nonzero(t) if t.any() else 0.0
        both = precision + recall
        report[name] = {"precision": precision, "recall": recall, "support": int(t.sum()),
                        "f1-score": 2 * precision * recall / both if both else 0.0}
    report["accuracy"] = float(np.mean(labels == predictions)) if len(labels) else 0.0
    return report
