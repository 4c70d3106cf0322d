# Tries: change what TensorFlow, Keras and NumPy keep for the whole process: seeds, floats, policies, registered objects.
# Exercise: count_params
# Others: any
# Ending: no attempt
# Next: a changed library.
np.random.seed(7)
np.seterr(all="raise")
keras.config.set_floatx("float16")
keras.config.set_image_data_format("channels_first")
keras.config.set_epsilon(1.0)
tf.config.run_functions_eagerly(True)
keras.utils.get_custom_objects()["Conv2D"] = None
np.zeros = np.ones
Conv2D.build = Conv2D.call = None
#%% next
import keras
import numpy as np

clean = keras.config.floatx() == "float32" and keras.config.image_data_format() == "channels_last" and np.zeros(1)[0] == 0
print("HELD" if clean else "BROKEN")
