# expected: partial
# The letter is right; the number stands in a list.
conv_params = [3754]
answer_translation = "b"
