# Tries: a signed message that is nested deeper than a parser may recurse.
# Exercise: count_params
# Ending: no attempt
# Note: La celda
kernel = get_ipython().kernel
session = kernel.session
for depth in (500, 900, 990, 2000, 100_000):
    parts = [session.pack(part) for part in (session.msg_header("display_data"), kernel.get_parent()["header"], {})]
    parts.append(b'{"data": {"text/plain": ' + b"[" * depth + b"]" * depth + b'}, "metadata": {}}')
    kernel.iopub_socket.send_multipart([b"display_data", b"<IDS|MSG>", session.sign(parts), *parts])
