# expected: zero
# The two answers change places.
conv_params = "b"
answer_translation = 3754
