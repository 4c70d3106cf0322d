"""Cuentas tres canales también en la segunda convolución. Lo que le llega ya no son colores: son los 12 canales que produjo la primera."""

conv_params = 5 * 5 * 3 * 12 + 12 + 3 * 3 * 3 * 24 + 24 * 10 + 10
answer_translation = "b"
