# Tries: the cells from the last to the first.
# Exercise: notebook
def notebook(nb):
    nb.cells.reverse()
