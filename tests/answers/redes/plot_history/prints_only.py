# expected: zero
# Prints the lists and draws nothing.
def plot_history(history):
    for epoch, pair in enumerate(zip(history["loss"], history["val_loss"])):
        print(epoch, *pair)
