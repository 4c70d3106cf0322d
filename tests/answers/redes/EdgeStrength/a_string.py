# expected: zero
# The name is bound to a text.
EdgeStrength = "sqrt(gx**2 + gy**2)"
