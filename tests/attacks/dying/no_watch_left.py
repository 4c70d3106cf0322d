# Tries: use up its own watches of epoll, so that its kernel can't be brought up again, or hangs in what needs one.
# Exercise: max_pool_counterexample
# Ending: kernel died | out of time | unusable answer | raised
import os
import select
import signal


def max_pool_counterexample():
    poll, file = select.epoll(), os.eventfd(0)
    try:
        while True:
            poll.register(file, 0)
            poll.unregister(file)
    except OSError:
        os.kill(os.getpid(), signal.SIGKILL)
