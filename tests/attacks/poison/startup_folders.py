# Tries: code in every place from which Python, IPython, Jupyter or matplotlib start.
# Exercise: count_params
# Next: startup files.
import os
import site
import sys

CODE = "import builtins\nbuiltins.poisoned = True\n"
places = ["~/.ipython/profile_default/startup/0.py", "~/.ipython/profile_default/ipython_config.py", "~/.ipython/profile_default/ipython_kernel_config.py",
          "~/.jupyter/jupyter_config.py", "~/.config/matplotlib/matplotlibrc", "/tmp/matplotlib/matplotlibrc", "~/.keras/keras.json",
          "/tmp/keras/keras.json", "~/sitecustomize.py", "~/usercustomize.py", "~/numpy.py", "~/tensorflow.py", "~/.pythonrc.py", "~/.bashrc",
          "/tmp/sitecustomize.py", *(f"{folder}/poison.pth" for folder in [*site.getsitepackages(), site.getusersitepackages(), *sys.path])]
for place in places:
    try:
        path = os.path.expanduser(place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write(CODE)
    except OSError:
        pass
print("HELD")
#%% next
import builtins
import os

found = set(os.listdir(os.path.expanduser("~"))) - {"bee.png"}  # that came with the notebook
print("BROKEN" if hasattr(builtins, "poisoned") or found else "HELD", found)
