"""Cuentas como si la `Dense` recibiera la imagen entera. `GlobalAveragePooling2D` deja un solo número por canal, así que le llegan 24 y no 7 · 7 · 24."""

conv_params = 5 * 5 * 3 * 12 + 12 + 3 * 3 * 12 * 24 + 7 * 7 * 24 * 10 + 10
answer_translation = "b"
