"""Tu función nunca rellena. ¿Qué tamaño debe conservar `same` con paso 1?"""

def same_padding(size, kernel_size, strides=1):
    return 0, 0
