# expected: full
# A 0-d array.
conv_params = np.array(912) + np.array(2592) + np.array(250)
conv_params = np.asarray(conv_params)
answer_translation = str("B")
