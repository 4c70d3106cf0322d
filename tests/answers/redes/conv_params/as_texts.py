# expected: zero
# A text for the number and the whole sentence of another letter.
conv_params = "3754 parámetros"
answer_translation = "d)"
