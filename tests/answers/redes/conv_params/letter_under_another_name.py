# expected: partial
# The number is right; the letter under another name.
conv_params = 3754
answer_traslation = "b"
