# Tries: metadata whose every value is of a wrong kind.
# Exercise: notebook
def notebook(nb):
    for number, cell in enumerate(nb.cells):
        if number % 3 == 0:
            cell.metadata["nbgrader"].update(points={"a": 1}, locked=[], grade="x", solution=7, cell_type=[])
    nb.metadata = {"kernelspec": {"name": "bash", "display_name": "x"}, "language_info": {"name": "R"}, "widgets": {"a": 1}}
