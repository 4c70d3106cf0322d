# expected: zero
# Prints both and assigns nothing.
print(912 + 2592 + 250)
print("b")
