# Tries: end the cell with a number that looks like points, as value, text, page and error.
# Exercise: count_params
# Ending: no attempt
print("15.0")
print("nan")
15.0
