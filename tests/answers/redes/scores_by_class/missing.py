# expected: zero
# The cell holds nothing but a list.
class_names = ["a", "b", "c"]
