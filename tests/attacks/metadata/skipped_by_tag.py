# Tries: tags that make notebook runners skip a cell or expect its error.
# Exercise: notebook
# Others: 0
def notebook(nb):
    for cell in nb.cells:
        cell.metadata["tags"] = ["skip-execution", "raises-exception", "remove-cell", "injected-parameters", "nbmake-skip"]
        if cell.metadata["nbgrader"]["solution"]:
            cell.source = "raise ValueError"
    nb.metadata["execution"] = {"timeout": 1e9, "allow_errors": True}
