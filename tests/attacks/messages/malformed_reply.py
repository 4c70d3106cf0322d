# Tries: signed replies to a call whose content is of every wrong kind.
# Exercise: count_params
# Ending: unusable answer | kernel died
import json

CONTENTS = ([], "text", 7, None, {}, {"status": []}, {"status": "ok"}, {"status": "ok", "answer": 7}, {"status": {}}, {"status": "raised", "error": {}})
turn = 0


def count_params(*args, **kwargs):
    global turn
    kernel = get_ipython().kernel
    session = kernel.session
    turn += 1
    parts = [session.msg_header("panal_call_reply"), kernel.get_parent()["header"], {}, CONTENTS[turn % len(CONTENTS)]]
    parts = [json.dumps(part, default=str).encode() for part in parts]
    kernel.shell_stream.send_multipart([*kernel._parent_ident["shell"], b"<IDS|MSG>", session.sign(parts), *parts])
    return []
