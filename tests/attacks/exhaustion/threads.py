# Tries: threads without number.
# Exercise: count_params
# Others: any
# Limit: processes = 1000, memory_bytes = 16 * 2**30
import threading
import time

try:
    for _ in range(300):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
    print("BROKEN")
except RuntimeError:
    print("HELD")
