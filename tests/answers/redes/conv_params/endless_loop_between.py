# expected: partial
# A loop without end between the two answers.
conv_params = 0
for size in (912, 2592, 250):
    conv_params += size
while conv_params:
    pass
answer_translation = "b"
