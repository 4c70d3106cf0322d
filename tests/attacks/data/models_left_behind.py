# Tries: leave models, settings and pictures in all the places where Keras and Matplotlib look when they start.
# Assignment: redes
# Exercise: scores_by_class
# Next: settings of Keras and Matplotlib.
# Slow: see what README.md says of `redes`.
import os
import matplotlib

places = [os.path.expanduser("~/.keras"), "/tmp/.keras", matplotlib.get_configdir(), matplotlib.get_cachedir(), "/tmp", "."]
for place in places:
    try:
        os.makedirs(place, exist_ok=True)
        for name, text in (("keras.json", '{"floatx": "float16"}'), ("matplotlibrc", "figure.figsize: 1, 1"), ("sitecustomize.py", "spoilt = 1")):
            with open(os.path.join(place, name), "w") as file:
                file.write(text)
        keras.Sequential([keras.Input((2,)), Dense(1)]).save(os.path.join(place, "spoilt.keras"))
    except OSError:
        pass
keras.config.set_floatx("float16")
keras.config.set_image_data_format("channels_first")
print("HELD")
#%% next
import os
import sys
import matplotlib

left = [
    os.path.join(place, name)
    for place in (os.path.expanduser("~/.keras"), "/tmp/.keras", matplotlib.get_configdir(), "/tmp", ".")
    for name in ("keras.json", "matplotlibrc", "spoilt.keras", "sitecustomize.py")
    if os.path.exists(os.path.join(place, name)) and "spoilt float16 1, 1".find(open(os.path.join(place, name), "rb").read(9).decode("latin1")) >= 0
]
fine = keras.config.floatx() == "float32" and keras.config.image_data_format() == "channels_last" and "sitecustomize" not in dir(sys)
print("HELD" if fine and not left else "BRO" "KEN")
