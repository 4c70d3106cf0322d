# expected: full
# Set through globals() in a function.
def answer():
    globals()["conv_params"] = np.int64(3754)
    globals()["answer_translation"] = "b"


answer()
