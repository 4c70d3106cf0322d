# expected: full
# An instance with __call__ that draws with methods.
class Plotter:
    names = {"loss": "entrenamiento", "val_loss": "validación"}

    def __call__(self, history):
        self.figure, self.axes = plt.subplots()
        for key in self.names:
            self.line(history[key], self.names[key])
        self.axes.set_xlabel("época")
        self.axes.set_ylabel("pérdida")
        self.axes.legend()
        return self.figure

    def line(self, values, label):
        self.axes.plot(values, label=label)


plot_history = Plotter()
