# expected: full
# Plain loops over nested lists, zeros outside the picture by a test of the bounds.
def conv_layer(images, kernel, bias, strides=1, padding="valid"):
    sh, sw = strides if isinstance(strides, (tuple, list)) else (strides, strides)
    (n, h, w, channels), (kh, kw, _, filters) = images.shape, kernel.shape
    x, k, b = images.tolist(), kernel.tolist(), bias.tolist()
    top = left = 0
    oh, ow = (h - kh) // sh + 1, (w - kw) // sw + 1
    if padding.lower() == "same":
        oh, ow = -(-h // sh), -(-w // sw)
        top = max((oh - 1) * sh + kh - h, 0) // 2
        left = max((ow - 1) * sw + kw - w, 0) // 2
    result = []
    for m in range(n):
        picture = []
        for i in range(oh):
            row = []
            for j in range(ow):
                pixel = list(b)
                for u in range(kh):
                    y = i * sh + u - top
                    if y < 0 or y >= h:
                        continue
                    for v in range(kw):
                        z = j * sw + v - left
                        if 0 <= z < w:
                            for c in range(channels):
                                value = x[m][y][z][c]
                                for f in range(filters):
                                    pixel[f] += value * k[u][v][c][f]
                row.append(pixel)
            picture.append(row)
        result.append(picture)
    return result
