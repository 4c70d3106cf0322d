# Tries: exercises that the assignment does not have, worth a thousand points.
# Exercise: notebook
def notebook(nb):
    import copy

    for number in range(5):
        cell = copy.deepcopy(nb.cells[-1])
        cell.id, cell.source = f"extra-{number}", "1000.0"
        cell.metadata["nbgrader"].update(grade_id=f"test_extra_{number}", points=1000)
        nb.cells.append(cell)
