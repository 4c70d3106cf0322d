# expected: full
# Assigned inside expressions.
print("parámetros:", (conv_params := 76 * 12 + 9 * 12 * 24 + 25 * 10))
if (answer_translation := "B".lower()) == "b":
    print("se corre también")
