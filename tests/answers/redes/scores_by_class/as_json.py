# expected: zero
# The dict as text.
import json


def scores_by_class(labels, predictions, names):
    scores = {}
    for i, name in enumerate(names):
        hits = np.sum((labels == i) & (predictions == i))
        scores[name] = {"precision": float(hits / max(np.sum(predictions == i), 1)), "recall": float(hits / max(np.sum(labels == i), 1))}
    return json.dumps(scores)
