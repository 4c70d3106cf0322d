# expected: zero
# The untouched stub.
# TU CÓDIGO AQUÍ
raise NotImplementedError()
