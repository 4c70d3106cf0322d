"""Cuentas cada filtro como si mirara un solo canal. A la segunda convolución le llegan 12 canales, y cada uno de sus filtros tiene 3 · 3 · 12 pesos."""

conv_params = 5 * 5 * 12 + 12 + 3 * 3 * 24 + 24 * 10 + 10
answer_translation = "b"
