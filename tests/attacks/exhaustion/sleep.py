# Tries: wait for ever, asleep.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
# Limit: cell_wall_seconds = 60
import time

time.sleep(10)
print("BROKEN")
