"""Devolviste una sola imagen. ¿Con cuántas se compara una suma?"""

def max_pool_counterexample():
    return np.array([[1.0, 0.0], [0.0, 2.0]])
