# expected: full
# The number itself and a letter with its bracket.
conv_params = 3754
answer_translation = "b)"
