# expected: full
# Plain nested lists of floats.
def identity_kernel(shape=(5, 5, 3, 3), dtype=None):
    h, w, cin, cout = shape
    return [[[[1.0 if (i, j, a) == (h // 2, w // 2, b) else 0.0
               for b in range(cout)]
              for a in range(cin)]
             for j in range(w)]
            for i in range(h)]
