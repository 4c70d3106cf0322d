# Tries: turn tests into solutions, solutions into tests, and unlock everything.
# Exercise: notebook
def notebook(nb):
    for cell in nb.cells:
        meta = cell.metadata["nbgrader"]
        meta.update(solution=not meta["solution"], locked=not meta["locked"], grade=not meta["grade"], task=True, points=100)
