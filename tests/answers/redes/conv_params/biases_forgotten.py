# expected: partial
# The letter is right; no bias at all.
conv_params = 75 * 12 + 108 * 24 + 24 * 10
answer_translation = "b"
