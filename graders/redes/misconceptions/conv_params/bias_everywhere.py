"""Cuentas sesgos en todas las capas. La segunda convolución dice `use_bias=False`: sus 24 filtros no tienen ninguno."""

conv_params = 5 * 5 * 3 * 12 + 12 + 3 * 3 * 12 * 24 + 24 + 24 * 10 + 10
answer_translation = "b"
