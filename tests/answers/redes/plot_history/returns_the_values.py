# expected: zero
# Returns the lists and draws nothing.
def plot_history(history):
    return history["loss"], history["val_loss"]
