# Tries: a cell that does well the first time and hangs when it is run again after another one has ended the kernel.
# Exercise: notebook
# Others: 85
# Slow: every kernel is lost by the clock.
def notebook(nb):
    import copy
    import time

    cell = copy.deepcopy(nb.cells[0])
    # The clock is all that is left of the first time.
    cell.metadata, cell.id = {}, "late"
    cell.source = "import time\nif time.time() > STARTED + 1: time.sleep(100)\n"
    cell.source = cell.source.replace("STARTED", str(time.time()))
    nb.cells.insert(1, cell)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "count_params":
            cell.source = "import time\ntime.sleep(1)\ndef count_params(*args, **kwargs):\n    import os\n    os._exit(0)\n"
