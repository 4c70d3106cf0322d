# expected: zero
# Two equals signs: nothing is assigned.
conv_params == 3754
answer_translation == "b"
