# Tries: signed messages whose header, parent and metadata are of every wrong kind.
# Exercise: count_params
import json

kernel = get_ipython().kernel
session = kernel.session
header, parent = session.msg_header("stream"), kernel.get_parent()["header"]
for wrong in ([], "text", 7, None, {}, {"msg_id": [], "msg_type": []}, {"msg_id": "a", "msg_type": 7, "date": "2026-99-99T99:99:99"}):
    for parts in ([wrong, parent, {}, {}], [header, wrong, {}, {}], [header, parent, wrong, {}], [{**header, "msg_type": "status"}, parent, wrong, wrong]):
        parts = [json.dumps(part, default=str).encode() for part in parts]
        kernel.iopub_socket.send_multipart([b"stream", b"<IDS|MSG>", session.sign(parts), *parts])
print("HELD")
