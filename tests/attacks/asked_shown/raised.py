# Tries: raise the arguments, as a message, as notes and as what an exception came from.
# Exercise: count_params
# Ending: raised
def count_params(kernel_size, in_channels, filters, use_bias=True):
    error = ValueError("BRO" "KEN" + repr((kernel_size, in_channels, filters)))
    error.add_note("BRO" "KEN")
    raise error from KeyError("BRO" "KEN" + repr(filters))
