"""En tus dos imágenes el mayor de cada ventana está en el mismo lugar. ¿Qué pasa si los pones en lugares distintos?"""

def max_pool_counterexample():
    a = np.array([[9.0, 1.0], [2.0, 3.0]])
    b = np.array([[5.0, 2.0], [1.0, 0.0]])
    return a, b
