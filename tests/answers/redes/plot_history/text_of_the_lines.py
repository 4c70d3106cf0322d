# expected: zero
# Returns a sentence.
def plot_history(history):
    return f"la pérdida baja de {history['loss'][0]} a {history['loss'][-1]}"
