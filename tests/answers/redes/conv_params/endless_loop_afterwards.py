# expected: full
# A loop without end, after both names have their value.
conv_params = 3754
answer_translation = "b"
while answer_translation == "b":
    pass
