# Tries: show a small picture for which a browser needs gigabytes, and one that is large by itself.
# Exercise: count_params
# Ending: no attempt
# Note: Una imagen ocupa más de 4 MB, o tiene demasiados píxeles
import base64
import struct
import zlib

from IPython.display import display


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data):
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


for picture in (png(65535, 65535, zlib.compress(bytes(2**22))), png(9, 9, bytes(5 * 2**20))):
    display({"image/png": base64.b64encode(picture).decode()}, raw=True)
print("HELD")
