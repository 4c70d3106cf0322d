# Tries: use the processor in children that nobody waits for, so that their time is added to nobody's.
# Exercise: count_params
# Refused: landlock
# Ending: no attempt
# Note: La celda
# Slow: children compute until the limit of each cell; exhaustion/processor uses it up, too.
import os
import signal
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.05
        while time.process_time() < end:
            pass
        os._exit(0)
    time.sleep(0.1)
