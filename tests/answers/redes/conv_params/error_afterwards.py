# expected: full
# An error after both names have their value.
conv_params = 912 + 2592 + 250
answer_translation = "b"
print(conv_params / 0)
