# Tries: use the processor without end, and ignore every interrupt.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
# Limit: cell_cpu_seconds = 100, cell_wall_seconds = 100
import signal
import time

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
    signal.signal(number, signal.SIG_IGN)
start = time.process_time()
while time.process_time() < start + 5:
    pass
print("BROKEN")
