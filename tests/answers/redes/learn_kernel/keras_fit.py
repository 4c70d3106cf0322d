# expected: full
# A Conv2D trained with Adam, whose steps get smaller.
def learn_kernel(images, targets, kernel_size=3):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input(images.shape[1:]), Conv2D(1, kernel_size, padding="same", use_bias=False)])
    rate = keras.optimizers.schedules.CosineDecay(0.05, 600)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss="mse")
    model.fit(images, targets, batch_size=-(-len(images) // 4), epochs=150, verbose=0)
    return model.layers[0].get_weights()[0][:, :, 0, 0]
