"""No cuentas ningún sesgo. La primera convolución tiene 12, uno por filtro, y la `Dense` tiene 10."""

conv_params = 5 * 5 * 3 * 12 + 3 * 3 * 12 * 24 + 24 * 10
answer_translation = "b"
