# Tries: reply to a call with JSON that is nested deeper than a parser may recurse, also inside the answer.
# Exercise: count_params
# Ending: kernel died | unusable answer
turn = 0


def count_params(*args, **kwargs):
    global turn
    turn += 1
    kernel = get_ipython().kernel
    session = kernel.session
    depth = (20, 30, 500, 900, 960, 990, 3000, 100_000)[turn % 8]
    nested = b"[" * depth + b"]" * depth
    parts = [session.pack(part) for part in (session.msg_header("panal_call_reply"), kernel.get_parent()["header"], {})]
    parts.append(b'{"status": "ok", "answer": ' + (nested if turn % 2 else b'"' + nested + b'"') + b"}")
    ident = kernel._parent_ident["shell"]
    kernel.shell_stream.send_multipart([*ident, b"<IDS|MSG>", session.sign(parts), *parts])
