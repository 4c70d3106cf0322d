# expected: less
# Spanish parameter names, so that a call by keyword fails.
def same_padding(tamano, kernel, paso=1):
    total = max(kernel - (tamano % paso or paso), 0)
    return total // 2, total - total // 2
