# Tries: all tests before the first solution, where nothing is defined yet.
# Exercise: notebook
def notebook(nb):
    nb.cells.sort(key=lambda cell: not cell.metadata["nbgrader"]["grade_id"].startswith("test_"))
