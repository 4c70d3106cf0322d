# expected: zero
# A dict with the pooled picture and the gradient.
def max_pool_backward(images, gradient, pool_size=2):
    return {"pooled": MaxPool2D(pool_size)(images).numpy(), "gradient": gradient}
