# expected: less
# Spanish parameter names, so that a call by keyword fails.
def count_params(tamano, canales, filtros, sesgo=True):
    h, w = tamano if isinstance(tamano, tuple) else (tamano, tamano)
    return (h * w * canales + (1 if sesgo else 0)) * filtros
