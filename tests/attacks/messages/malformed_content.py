# Tries: signed messages whose content is of every wrong kind.
# Exercise: count_params
import json

kernel = get_ipython().kernel
session = kernel.session
CONTENTS = ([], "text", 7, None, True, {}, {"data": 7}, {"transient": 7}, {"transient": {"display_id": []}}, {"execution_count": {}}, {"text": {}})
for content in CONTENTS:
    for kind in ("stream", "display_data", "execute_result", "error", "clear_output", "comm_open", "update_display_data", "?", "status"):
        parts = [session.msg_header(kind), kernel.get_parent()["header"], {}, content]
        parts = [json.dumps(part, default=str).encode() for part in parts]
        kernel.iopub_socket.send_multipart([kind.encode(), b"<IDS|MSG>", session.sign(parts), *parts])
print("HELD")
