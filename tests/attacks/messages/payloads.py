# Tries: replies that ask the client for something: another cell to insert, a file to edit, a pager, to leave.
# Exercise: count_params
kernel = get_ipython().kernel
shell = get_ipython()
for payload in (
    {"source": "set_next_input", "text": "print('BROKEN')", "replace": True}, {"source": "set_next_input", "text": "x", "replace": False},
    {"source": "edit_magic", "filename": "/etc/passwd", "line_number": 0}, {"source": "ask_exit", "keepkernel": False},
    {"source": "page", "data": {"text/html": "<script>BROKEN</script>"}, "start": 0}, {"source": 7}, {}, {"source": "page", "data": None},
):
    shell.payload_manager.write_payload(payload, single=False) if "source" in payload else None
shell.set_next_input("print('BRO' + 'KEN')", replace=True)
print("HELD")
