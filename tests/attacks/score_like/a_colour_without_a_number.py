# Tries: colours of a terminal that are cut short, endless or none at all, in everything that a page has to turn into HTML.
# Exercise: count_params
# Ending: no attempt
import sys

from IPython.display import display

COLOURS = ["\x1b[38m", "\x1b[48m", "\x1b[38;5m", "\x1b[38;2;1m", "\x1b[38;5;999m", "\x1b[;;;m", "\x1b[" + "9" * 5000 + "m", "\x1b[" + "0;" * 9000 + "m"]
for colour in COLOURS:
    print(f"HELD{colour}a\x1b[0m")
    print(f"HELD{colour}a", file=sys.stderr)
    display({"text/plain": f"HELD{colour}a"}, raw=True)
raise type("Colour", (Exception,), {})("".join(COLOURS))
