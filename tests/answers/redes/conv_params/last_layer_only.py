# expected: partial
# The letter is right; only the Dense is counted.
conv_params = 24 * 10 + 10
answer_translation = "b"
