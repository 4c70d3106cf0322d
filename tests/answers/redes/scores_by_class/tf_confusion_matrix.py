# expected: full
# tf.math.confusion_matrix and divide_no_nan; the values are tensors.
def scores_by_class(labels, predictions, names):
    m = tf.cast(tf.math.confusion_matrix(labels, predictions, num_classes=len(names)), tf.float64)
    d = tf.linalg.diag_part(m)
    p = tf.math.divide_no_nan(d, tf.reduce_sum(m, 0))
    r = tf.math.divide_no_nan(d, tf.reduce_sum(m, 1))
    return {names[i]: {"precision": p[i], "recall": r[i]} for i in range(len(names))}
