# expected: zero
# Returns NaN.
def plot_history(history):
    return float("nan")
