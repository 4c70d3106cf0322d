# Tries: threads that change the answers of the other exercises when nobody looks, and never end.
# Exercise: count_params
# Others: any
# Next: nothing.
import threading
import time


def meddle():
    while True:
        globals()["count_params"] = lambda *args, **kwargs: 28
        time.sleep(0.01)


for _ in range(10):
    threading.Thread(target=meddle).start()
print("HELD")
