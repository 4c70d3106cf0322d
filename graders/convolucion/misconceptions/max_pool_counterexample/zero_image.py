"""Una de tus imágenes está llena de ceros. ¿Qué puede probar sumar cero?"""

def max_pool_counterexample():
    return np.arange(4.0).reshape(2, 2), np.zeros((2, 2))
