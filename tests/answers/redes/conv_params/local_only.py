# expected: zero
# Local variables of a function.
def answers():
    conv_params = 3754
    answer_translation = "b"
    return conv_params, answer_translation


answers()
