# Tries: print without end.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
while True:
    print("15.0" * 10_000)
