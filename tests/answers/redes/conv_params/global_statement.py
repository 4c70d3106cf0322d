# expected: full
# A function with a global statement, called once.
def count():
    global conv_params, answer_translation
    conv_params = 0
    for k, c, f, b in ((5, 3, 12, 1), (3, 12, 24, 0), (1, 24, 10, 1)):
        conv_params += (k * k * c + b) * f
    answer_translation = "abcd"[1]


count()
