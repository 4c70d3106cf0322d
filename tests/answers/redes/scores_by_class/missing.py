# expected: zero
# The cell holds nothing but a list.
names = ["a", "b", "c"]
