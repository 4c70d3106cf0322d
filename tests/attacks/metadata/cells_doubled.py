# Tries: each cell twice, the second time with the right answer's test first.
# Exercise: notebook
def notebook(nb):
    import copy

    nb.cells = [twin for cell in nb.cells for twin in (copy.deepcopy(cell), cell)]
