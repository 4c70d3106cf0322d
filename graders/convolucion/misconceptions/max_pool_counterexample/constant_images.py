"""Tus imágenes son planas: todos los píxeles de una ventana empatan. ¿Qué hace falta para que importe dónde está el mayor?"""

def max_pool_counterexample():
    return np.full((2, 2), 1.0), np.full((2, 2), 3.0)
