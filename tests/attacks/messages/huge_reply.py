# Tries: reply to a call with a frame that is larger than any message may be.
# Exercise: max_pool_counterexample
# Ending: out of time | kernel died | unusable answer
# Slow: each call loses a kernel.
def max_pool_counterexample():
    kernel = get_ipython().kernel
    content = {"status": "ok", "answer": "[" + "0," * (30 * 2**20) + "0]"}
    kernel.session.send(kernel.shell_stream, "panal_call_reply", content, kernel.get_parent(), ident=kernel._parent_ident["shell"])
    while True:
        pass
