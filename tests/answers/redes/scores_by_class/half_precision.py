# expected: less
# float16 has three digits.
def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.float16(np.sum((labels == i) & (predictions == i)))
        scores[name] = {"precision": hits / np.float16(max(np.sum(predictions == i), 1)),
                        "recall": hits / np.float16(max(np.sum(labels == i), 1))}
    return scores
