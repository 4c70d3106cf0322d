# Tries: answers just below every bound, call after call: as many parts, bytes and levels as are taken.
# Exercise: identity_kernel
# Others: any
# Ending: unusable answer | wrong
# Slow: half a minute of our own reading.
import base64
import sys

zeros = base64.b64encode(bytes(30 * 2**20)).decode()
PAYLOADS = [
    "[" + "0," * 2_400_000 + "0]",
    "[" + "[]," * 1_200_000 + "[]]",
    '{"array": {"dtype": "<f8", "shape": [%d], "data": "%s"}}' % (30 * 2**17, zeros),
    '["' + "a" * (40 * 2**20) + '"]',
]
encode = next(module for name, module in sys.modules.items() if name.endswith("sealed.encode"))
turn = 0


def payload(*args, **kwargs):
    global turn
    turn += 1
    return PAYLOADS[turn % len(PAYLOADS)]


encode.encode = payload


def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    return 0
