# expected: zero
# True and None.
conv_params = True
answer_translation = None
