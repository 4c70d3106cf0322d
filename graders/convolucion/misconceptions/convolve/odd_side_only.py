"""Buscas el centro del kernel, y uno de lado par no tiene. ¿Puedes contar desde la esquina de la ventana?"""
# raises: IndexError

def convolve(image, kernel):
    up, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    height, width = image.shape
    output = np.zeros((height - 2 * up, width - 2 * left))
    for i in range(up, height - up):
        for j in range(left, width - left):
            for u in range(-up, up + 1):
                for v in range(-left, left + 1):
                    product = float(image[i + u, j + v]) * float(kernel[u + up, v + left])
                    output[i - up, j - left] += product
    return output
