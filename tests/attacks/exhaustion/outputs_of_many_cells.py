# Tries: many cells, each of which shows as much as a cell may.
# Exercise: notebook
def notebook(nb):
    import copy

    for number in range(12):
        cell = copy.deepcopy(nb.cells[0])
        cell.metadata, cell.source, cell.id = {}, "print('a' * 3_000_000)", f"loud-{number}"
        nb.cells.append(cell)
