# expected: zero
# Returns the dict.
def plot_history(history):
    return history
