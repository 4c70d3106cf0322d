"""Pones la mitad del kernel de cada lado, sin mirar el tamaño ni el paso. ¿Sirve igual para kernels pares y pasos largos?"""

def same_padding(size, kernel_size, strides=1):
    return kernel_size // 2, kernel_size // 2
