# expected: partial
# The letter is right; the number in thousands.
conv_params = 3.754
answer_translation = "b"
