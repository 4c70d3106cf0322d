# Tries: cells of nothing but blank lines, tables and quotes, which take whoever colours or renders them hours.
# Exercise: notebook
def notebook(nb):
    from nbformat.v4 import new_code_cell, new_markdown_cell

    nb.cells.append(new_code_cell("x = 1\n" + " \n" * 60_000 + "x", id="lines"))
    nb.cells.append(new_markdown_cell("a|b\n-|-\n" * 15_000, id="tables"))
    nb.cells.append(new_markdown_cell("\n".join("> " * (n % 500) + "a" for n in range(2000)), id="quotes"))
