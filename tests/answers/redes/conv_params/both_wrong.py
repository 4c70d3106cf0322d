# expected: zero
# Both wrong.
conv_params = 15274
answer_translation = "c"
