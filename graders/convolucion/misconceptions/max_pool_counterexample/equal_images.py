"""Tus dos imágenes son iguales. El máximo de algo duplicado, ¿es el doble del máximo?"""

def max_pool_counterexample():
    a = np.arange(16.0).reshape(4, 4)
    return a, a
