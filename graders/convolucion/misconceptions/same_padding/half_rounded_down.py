"""Pones de cada lado la mitad de lo que le falta a un kernel impar, sin mirar el stride. ¿Y si el kernel es par, o los saltos son largos?"""

def same_padding(size, kernel_size, strides=1):
    return (kernel_size - 1) // 2, (kernel_size - 1) // 2
