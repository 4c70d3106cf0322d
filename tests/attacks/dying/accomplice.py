# Tries: wait until another submission has used up what Linux counts for a user, then end its own kernel, so that no new one
# can be made while the grader asks.
# Exercise: max_pool_counterexample
# Ending: kernel died | out of time | unusable answer
# Slow: each call waits for a second; test_an_accomplice_gains_nothing has it with its partner.
import os
import select
import signal
import time


def max_pool_counterexample():
    end = time.monotonic() + 3
    while time.monotonic() < end:
        with select.epoll() as poll:
            file = os.eventfd(0)
            try:
                poll.register(file, 0)
            except OSError:
                os.kill(os.getpid(), signal.SIGKILL)
            finally:
                os.close(file)
        time.sleep(0.02)
    return 1
