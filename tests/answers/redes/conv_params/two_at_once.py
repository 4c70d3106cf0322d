# expected: full
# Both names in one assignment.
conv_params, answer_translation = sum([900, 12, 2592, 240, 10]), "b"
