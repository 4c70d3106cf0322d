# expected: partial
# The letter is right; print returns None.
conv_params = print(3754)
answer_translation = "b"
