# expected: full
# A misspelt name in the last line.
answer_translation = "b"
conv_params = 3754
print(conv_param)
