# expected: full
# Layer by layer, by hand.
conv_params = (5 * 5 * 3 + 1) * 12 + 3 * 3 * 12 * 24 + (24 + 1) * 10
answer_translation = "b"
