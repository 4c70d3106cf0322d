"""Tus dos imágenes tienen tamaños distintos. ¿Se pueden sumar píxel a píxel?"""

def max_pool_counterexample():
    return np.eye(2), np.eye(4)[::-1]
