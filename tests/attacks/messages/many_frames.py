# Tries: a message of a million frames, each of which costs the reader an object.
# Exercise: count_params
# Ending: no attempt
# Slow: its message is large; messages/huge_frame is, too.
kernel = get_ipython().kernel
session = kernel.session
parts = [session.pack(part) for part in (session.msg_header("stream"), kernel.get_parent()["header"], {}, {"name": "stdout", "text": "a"})]
kernel.iopub_socket.send_multipart([b"stream", b"<IDS|MSG>", session.sign(parts), *parts, *[b""] * 1_000_000])
