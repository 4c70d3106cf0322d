# Tries: an output of millions of empty objects: small on the wire, large in memory.
# Exercise: count_params
# Ending: no attempt
# Note: demasiadas cosas
kernel = get_ipython().kernel
for _ in range(3):
    content = {"data": {"application/json": [{}] * 1_500_000}, "metadata": {}}
    kernel.session.send(kernel.iopub_socket, "display_data", content, parent=kernel.get_parent())
import time
time.sleep(60)
