# Tries: reply to requests that were not made yet: their numbers follow from those of the last, so that cells seem done
# before they ran and other functions seem to have answered.
# Exercise: count_params
# Others: any
# Ending: no attempt
kernel = get_ipython().kernel
parent = kernel.get_parent()
stem, _, number = parent["header"]["msg_id"].rpartition("_")
ident = kernel._parent_ident["shell"]
for step in range(1, 200):
    header = {**parent["header"], "msg_id": f"{stem}_{int(number) + step}"}
    for kind, content in (
        ("panal_call_reply", {"status": "ok", "answer": "28"}),
        ("execute_reply", {"status": "ok", "execution_count": 1}),
    ):
        kernel.session.send(kernel.shell_stream, kind, content, {"header": header}, ident=ident)
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, parent={"header": header})
print("HELD")
