# Tries: stop the kernel, so that it neither runs nor ends.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
# Slow: it stands still until the clock ends it; exhaustion/sleep waits for the same clock.
import os
import signal

os.kill(os.getpid(), signal.SIGSTOP)
