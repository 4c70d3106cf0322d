# expected: full
# keras.metrics.Precision and Recall, one class against the rest.
def scores_by_class(labels, predictions, names):
    result = {}
    for i, name in enumerate(names):
        metrics = {"precision": keras.metrics.Precision(), "recall": keras.metrics.Recall()}
        for metric in metrics.values():
            if len(labels):
                metric.update_state((labels == i).astype("float32"), (predictions == i).astype("float32"))
        result[name] = {key: float(metric.result()) for key, metric in metrics.items()}
    return result
