# expected: full
# ZeroDivisionError is caught.
def divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return 0.0


def scores_by_class(labels, predictions, names):
    labels, predictions = labels.tolist(), predictions.tolist()
    scores = {}
    for i in range(len(names)):
        tp = fp = fn = 0
        for label, prediction in zip(labels, predictions):
            if label == i and prediction == i:
                tp += 1
            elif prediction == i:
                fp += 1
            elif label == i:
                fn += 1
        scores[names[i]] = {"precision": divide(tp, tp + fp), "recall": divide(tp, tp + fn)}
    return scores
