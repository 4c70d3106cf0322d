# expected: partial
# The letter is right; the number is a text.
conv_params = "3754"
answer_translation = "b"
