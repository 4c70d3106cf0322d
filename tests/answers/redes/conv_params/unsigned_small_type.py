# expected: full
# An unsigned integer of 16 bits.
conv_params = np.uint16(3754)
answer_translation = "b"
