# expected: zero
# The confusion matrix and nothing else.
def scores_by_class(labels, predictions, names):
    return tf.math.confusion_matrix(labels, predictions, len(names)).numpy()
