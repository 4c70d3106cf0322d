# expected: full
# The last turn of a loop leaves the right values.
for conv_params, answer_translation in [(912, "a"), (912 + 2592, "d"), (912 + 2592 + 250, "b")]:
    print(conv_params)
