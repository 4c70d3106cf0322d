# expected: partial
# Counted from a centre, which an even side has not.
# diagnosis: odd_side_only
def convolve(image, kernel):
    r, c = kernel.shape[0] // 2, kernel.shape[1] // 2
    alto, ancho = image.shape
    x = image.astype(float)
    out = np.zeros((alto - 2 * r, ancho - 2 * c))
    for u in range(-r, r + 1):
        for v in range(-c, c + 1):
            out += float(kernel[r + u, c + v]) * x[r + u:alto - r + u, c + v:ancho - c + v]
    return out
