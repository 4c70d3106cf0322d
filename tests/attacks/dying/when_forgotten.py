# Tries: layers that end the kernel when nobody needs them any more, in the midst of what others are asked.
# Assignment: redes
# Exercise: EdgeStrength
# Ending: kernel died | raised | wrong | no attempt
# Slow: see what README.md says of `redes`.
import gc
import os


class EdgeStrength(keras.layers.Layer):
    def call(self, images):
        gc.collect()
        return images

    def __del__(self):
        os.kill(os.getpid(), 9)
