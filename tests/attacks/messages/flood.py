# Tries: send messages until memory ends on the other side.
# Exercise: count_params
# Ending: no attempt
# Note: demasiadas cosas
kernel = get_ipython().kernel
text = "a" * 1_000_000
while True:
    kernel.session.send(kernel.iopub_socket, "stream", {"name": "stdout", "text": text}, parent=kernel.get_parent())
