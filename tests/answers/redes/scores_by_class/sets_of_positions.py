# expected: full
# Sets of positions and their intersection.
def scores_by_class(labels, predictions, names):
    out = {}
    for number, name in enumerate(names):
        true = {k for k, label in enumerate(labels) if label == number}
        guess = {k for k, prediction in enumerate(predictions) if prediction == number}
        both = len(true & guess)
        out[name] = dict(precision=both / (len(guess) or 1), recall=both / (len(true) or 1))
    return out
