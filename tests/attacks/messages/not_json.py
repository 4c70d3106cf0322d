# Tries: signed frames that are no JSON, too few frames, no signature, and a signature used twice.
# Exercise: count_params
kernel = get_ipython().kernel
session = kernel.session
header, parent = session.pack(session.msg_header("stream")), session.pack(kernel.get_parent()["header"])
for parts in ([header, parent, b"{}", b"\xff\xfe{"], [header, parent, b"{}", b""], [b"null", b"[]", b"7", b"{}"], [header], []):
    for _ in range(2):
        kernel.iopub_socket.send_multipart([b"stream", b"<IDS|MSG>", session.sign(parts), *parts])
kernel.iopub_socket.send_multipart([b"stream", b"<IDS|MSG>", b"", header, parent, b"{}", b"{}"])
kernel.iopub_socket.send_multipart([b""])
print("HELD")
