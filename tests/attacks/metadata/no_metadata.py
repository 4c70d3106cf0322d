# Tries: a notebook without nbgrader's metadata: the tests are gone.
# Exercise: notebook
def notebook(nb):
    for cell in nb.cells:
        cell.metadata = {}
