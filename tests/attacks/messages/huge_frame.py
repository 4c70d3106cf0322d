# Tries: one frame that is larger than any message may be.
# Exercise: count_params
# Ending: no attempt
kernel = get_ipython().kernel
session = kernel.session
parts = [session.pack(part) for part in (session.msg_header("stream"), kernel.get_parent()["header"], {})]
parts.append(b'{"name": "stdout", "text": "' + b"a" * (60 * 2**20) + b'"}')
kernel.iopub_socket.send_multipart([b"stream", b"<IDS|MSG>", session.sign(parts), *parts])
