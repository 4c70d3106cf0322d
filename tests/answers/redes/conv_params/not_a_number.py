# expected: partial
# The letter is right; the number is NaN.
conv_params = float("nan")
answer_translation = "b"
