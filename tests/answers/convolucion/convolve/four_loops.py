# expected: full
# Four plain loops over Python numbers.
def convolve(image, kernel):
    rows, columns = image.shape
    high, wide = kernel.shape
    pixels, weights = image.tolist(), kernel.tolist()
    output = []
    for i in range(rows - high + 1):
        row = []
        for j in range(columns - wide + 1):
            total = 0
            for u in range(high):
                for v in range(wide):
                    total += pixels[i + u][j + v] * weights[u][v]
            row.append(total)
        output.append(row)
    return output
