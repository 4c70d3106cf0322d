# expected: zero
# Metrics of Keras, not their results.
def scores_by_class(labels, predictions, names):
    return {name: {"precision": keras.metrics.Precision(class_id=i), "recall": keras.metrics.Recall(class_id=i)}
            for i, name in enumerate(names)}
