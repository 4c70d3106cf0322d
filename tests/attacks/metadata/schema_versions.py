# Tries: metadata of nbgrader versions that are past, to come and none.
# Exercise: notebook
def notebook(nb):
    for number, cell in enumerate(nb.cells):
        cell.metadata["nbgrader"]["schema_version"] = (0, 1, 2, 99, "3", None, -1, [], {})[number % 9]
        cell.metadata["nbgrader"]["checksum"] = "0" * 32
        cell.metadata["nbgrader"]["points"] = "15"
