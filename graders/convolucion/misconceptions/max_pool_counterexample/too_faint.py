"""La diferencia que logran tus imágenes es pequeñísima al lado de sus valores: podría ser un redondeo. ¿Cómo se hace más clara?"""

def max_pool_counterexample():
    a = np.full((2, 2), 1000.0)
    b = np.full((2, 2), 1000.0)
    a[0, 0] += 0.01
    b[1, 1] += 0.01
    return a, b
