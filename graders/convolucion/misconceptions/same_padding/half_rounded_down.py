"""Pones de cada lado la mitad de lo que le falta a un kernel impar, sin mirar el paso. ¿Y si el kernel es par, o el paso es largo?"""

def same_padding(size, kernel_size, strides=1):
    return (kernel_size - 1) // 2, (kernel_size - 1) // 2
