# expected: full
# A float with a whole value.
conv_params = 3754.0
answer_translation = "b"
