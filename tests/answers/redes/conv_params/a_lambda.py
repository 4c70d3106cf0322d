# expected: partial
# The letter is right; the number must be called for.
conv_params = lambda: 3754
answer_translation = "b"
