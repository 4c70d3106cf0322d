# expected: full
# Each layer is merged with the defaults and unpacked into keyword arguments.
DEFAULTS = {"strides": 1, "dilation_rate": 1}


def grow(state, *, kernel_size, strides, dilation_rate, **other):
    field, jump = state
    return field + jump * dilation_rate * (kernel_size - 1), jump * strides


def receptive_field(layers):
    state = (1, 1)
    for layer in layers:
        state = grow(state, **{**DEFAULTS, **layer})
    return state[0]
