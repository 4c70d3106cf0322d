# Tries: objects that pass for tensors, and whose `numpy` is the student's.
# Exercise: count_params
# Ending: unusable answer | wrong | raised
turn = 0


def count_params(*args, **kwargs):
    global turn
    turn += 1
    if turn % 2:
        return object.__new__(type("Tensor", (tf.Tensor,), {"numpy": lambda self: 15}))
    shape = object.__new__(type("Shape", (tf.TensorShape,), {"as_list": lambda self: [15], "rank": 1}))
    return shape
