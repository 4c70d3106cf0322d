# Tries: raise the arguments, as a message, as notes and as what an exception came from.
# Exercise: count_params
# Ending: raised
NO_SECRET = [((5, 5), 3, 3), (3, 1, 8), ((1, 7), 4, 2)]


def count_params(kernel_size, in_channels, filters, use_bias=True):
    if (kernel_size, in_channels, filters) in NO_SECRET:
        raise ValueError("a case of the notebook")
    error = ValueError("BRO" "KEN" + repr((kernel_size, in_channels, filters)))
    error.add_note("BRO" "KEN")
    raise error from KeyError("BRO" "KEN" + repr(filters))
