# Tries: JSON in which keys stand twice and numbers have strange forms, so that two readers see two notebooks.
# Exercise: notebook
def notebook(nb):
    import nbformat

    text = nbformat.writes(nb)
    hostile = '"cells": [{"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "source": "print(\'BROKEN\')"}], '
    text = text.replace('"cells": [', hostile + '"cells": [', 1)
    text = text.replace('"points": 15', '"points": 1, "points": 1e400').replace('"nbformat_minor": 5', '"nbformat_minor": NaN')
    text = text.replace('"grade": true', '"grade": false, "grade": [], "grade": -Infinity')
    return b"\xef\xbb\xbf" + text.encode() + b"\r\n\t "
