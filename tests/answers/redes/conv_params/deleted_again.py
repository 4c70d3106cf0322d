# expected: zero
# Both names are deleted at the end.
conv_params = 3754
answer_translation = "b"
del conv_params, answer_translation
