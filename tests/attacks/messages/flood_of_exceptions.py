# Tries: send exceptions without end, since one is kept although a cell shows too much.
# Exercise: count_params
# Ending: no attempt
# Note: demasiadas cosas
# Slow: it floods until it is stopped; messages/flood does so, too.
kernel = get_ipython().kernel
error = {"ename": "E", "evalue": "a" * 200_000, "traceback": []}
while True:
    kernel.session.send(kernel.iopub_socket, "error", dict(error), parent=kernel.get_parent())
