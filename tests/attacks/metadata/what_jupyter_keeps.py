# Tries: everything that a notebook can say of itself besides its cells: another kernel, attachments, widgets, signatures, ids
# that are paths, and the tag of the instructor's own cells, which are left out of a run.
# Exercise: notebook
def notebook(nb):
    nb.metadata = {
        "kernelspec": {"name": "../../../etc", "display_name": "x", "language": "bash", "argv": ["/bin/sh"]},
        "language_info": {"name": "bash", "file_extension": "/../../x.sh", "mimetype": "text/html", "codemirror_mode": {"name": "<script>"}},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"model_module": "//stranger.example/x"}}}},
        "signature": "sha256:0", "nbgrader": {"points": 100}, "celltoolbar": "<b>", "title": "<script>BROKEN</script>", "papermill": {},
    }
    nb.nbformat_minor = 5
    for number, cell in enumerate(nb.cells):
        cell.id = f"a{number}"
        cell.metadata.update({
            "tags": ["demo", "skip-execution", "raises-exception", "remove-input", "parameters", "../x"], "trusted": True,
            "jupyter": {"source_hidden": True}, "deletable": True, "editable": True, "execution": {"iopub.status.busy": "9999"},
        })
        if cell.cell_type == "markdown":
            cell.attachments = {"../../x.png": {"image/svg+xml": "<svg onload='BROKEN'/>"}}
    import nbformat
    text = nbformat.writes(nb)
    for number in range(len(nb.cells)):
        text = text.replace(f'"id": "a{number}"', '"id": "../../../%s"' % ("a" * number))
    return text.encode()
