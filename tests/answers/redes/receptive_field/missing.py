# expected: zero
# The cell holds nothing but a number.
1 + 2 + 4
