# expected: partial
# The number is right; the second part was not seen.
conv_params = 3754
