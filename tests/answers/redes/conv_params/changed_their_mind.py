# expected: full
# First other values, then the right ones.
conv_params = 15274   # con Flatten
answer_translation = "a"

# no: GlobalAveragePooling2D deja 24 números, y la salida se corre
conv_params = 912 + 2592 + 250
answer_translation = "b"
