# expected: zero
# An ellipsis and an empty text.
conv_params = ...
answer_translation = ""
