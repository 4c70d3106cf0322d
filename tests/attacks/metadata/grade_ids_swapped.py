# Tries: swap the grade ids of tests, so that an easy exercise counts for a hard one.
# Exercise: notebook
# Others: any
def notebook(nb):
    meta = {cell.metadata["nbgrader"]["grade_id"]: cell.metadata["nbgrader"] for cell in nb.cells}
    meta["test_identity_kernel"]["grade_id"], meta["test_same_padding"]["grade_id"] = "test_same_padding", "test_identity_kernel"
    meta["identity_kernel"]["grade_id"] = "same_padding"
