# Tries: thousands of tiny outputs.
# Exercise: count_params
# Ending: no attempt
# Note: demasiadas cosas
# Limit: output_messages = 100000, cell_wall_seconds = 100
from IPython.display import display

for number in range(1200):
    display(number)
print("BROKEN")
