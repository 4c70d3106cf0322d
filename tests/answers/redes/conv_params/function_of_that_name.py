# expected: partial
# The letter is right; a function instead of a variable.
def conv_params():
    return 76 * 12 + 108 * 24 + 250


answer_translation = "b"
