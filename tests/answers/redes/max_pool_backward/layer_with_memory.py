# expected: full
# A class whose forward pass keeps the places for the backward pass.
class Pool:
    def __init__(self, size):
        self.ph, self.pw = size if isinstance(size, tuple) else (size, size)

    def forward(self, x):
        n, h, w, c = self.shape = x.shape
        self.places = {}
        y = np.full((n, h // self.ph, w // self.pw, c), -np.inf)
        for i in range(y.shape[1] * self.ph):
            for j in range(y.shape[2] * self.pw):
                for m in range(n):
                    for k in range(c):
                        key = (m, i // self.ph, j // self.pw, k)
                        if x[m, i, j, k] > y[key]:
                            y[key] = x[m, i, j, k]
                            self.places[key] = (m, i, j, k)
        return y

    def backward(self, g):
        dx = np.zeros(self.shape)
        for key, place in self.places.items():
            dx[place] = g[key]
        return dx


def max_pool_backward(images, gradient, pool_size=2):
    pool = Pool(pool_size)
    pool.forward(images)
    return pool.backward(gradient)
