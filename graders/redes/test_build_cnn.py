"""`build_cnn(input_shape=(16, 16, 1), classes=3)`: a small network that learns three insects."""

import keras
import numpy as np
import pytest

from panal.grader import Answer, wrong

from .insects import GREYS, NAMES, pictures

# Four networks to look at and up to three to train, which may have the 60 seconds of the contract each.
pytestmark = pytest.mark.limits(call_cpu_seconds=60, exercise_cpu_seconds=240)
CHECK = pytest.mark.check

PARAMETERS = 20_000  # by the contract, as all that follows
ACCURACY = 0.9
TRAININGS = 3
SUM = 1e-3  # so much may the probabilities of a picture differ from 1
OTHER = {"input_shape": (24, 20, 3), "classes": 5}
ANOTHER = ((20, 20, 1), 4)
IMAGES, LABELS = pictures(600, 16)  # those of the text
UNSEEN, UNSEEN_LABELS = pictures(300, 2719)


def built(notebook, count, *args, **kwargs):
    """What a network is made of, and what it gives for pictures of noise; nothing if it is none of
    Keras'.

    Layers within layers count, and a layer of a student's that is one of Keras'. The first weights are
    seeded, so that the same network is told the same each time.
    """
    keras.utils.set_random_seed(1)
    network = notebook.build_cnn(*args, **kwargs)
    if not isinstance(network, keras.Model):
        return None
    shape = args[0] if args else kwargs.get("input_shape", (16, 16, 1))
    noise = np.random.default_rng(1).random((count, *shape)).astype("float32")
    output = predicted(network, noise)  # before anything is counted: now it is built
    layers = list(network._flatten_layers())
    convolutions = [each for each in layers if isinstance(each, keras.layers.Conv2D)]
    operations = [type(each).__name__ for each in getattr(network, "operations", ())]
    names = [base.__name__ for each in layers for base in type(each).__mro__] + operations
    strides = [
        np.max(getattr(each, "strides", 1)) for each in layers if "Conv" in str(type(each).__mro__)
    ]
    return {
        "convolutions": len(convolutions),
        "pools": sum("Pool" in name for name in names),
        "longest stride": int(max(strides, default=1)),
        "parameters": sum(int(np.prod(weight.shape)) for weight in network.weights),
        "loss": str(getattr(network.loss, "name", None) or network.loss)
        if network.compiled
        else "",
        "activation": str(getattr(getattr(layers[-1], "activation", None), "__name__", "")),
        "output": output,
    }


def predicted(network, images):
    """What comes out of a network, whatever a `predict` of the student's would make of it. Keras' own
    would first compile the network for each size, which takes longer than the pictures.
    """
    return np.asarray(keras.Model.__call__(network, images, training=False))


def trained(notebook, images, labels, unseen, seed, greys):
    """What a network predicts for pictures that it has not seen, after five epochs; nothing if it is
    none of Keras'.

    Pictures cross the wall as whole greys, which are shorter.
    """
    keras.utils.set_random_seed(seed)
    network = notebook.build_cnn()
    if not isinstance(network, keras.Model):
        return None
    seen, unseen = (each[..., None].astype("float32") / greys for each in (images, unseen))
    keras.Model.fit(network, seen, labels.astype("int64"), epochs=5, verbose=0)
    return predicted(network, unseen)


def require_architecture(facts):
    """Hold what a network is made of against the contract."""
    if facts["convolutions"] < 2:
        wrong("Tu red tiene menos de dos capas `Conv2D`.")
    if not facts["pools"] and facts["longest stride"] < 2:
        wrong("Tu red no reduce nunca la imagen. ¿Qué capa, o qué ajuste de una `Conv2D`, lo hace?")
    if facts["parameters"] >= PARAMETERS:
        wrong("Tu red tiene demasiados parámetros. ¿En qué capa están casi todos?")


def require_classes(output, count, classes):
    """Hold the shape of an output against what was asked for."""
    if output.shape != (count, classes):
        wrong("La salida de tu red no tiene una fila por foto y una columna por clase pedida.")


def require_probabilities(output):
    """Hold an output against what probabilities are."""
    if (output < -LEAST).any() or (output > 1 + LEAST).any():
        wrong("La salida de tu red no son probabilidades. ¿Qué activación tiene la última capa?")
    if (np.abs(output.sum(axis=1) - 1) > SUM).any():
        wrong("Las probabilidades de cada foto no suman 1. ¿Qué activación las hace competir?")


LEAST = 1e-6


@pytest.mark.visible
def test_example(submission, example):
    example.expected(
        f"una red compilada con dos `Conv2D` o más, menos de {PARAMETERS} parámetros y 3 probabilidades por foto"
    )
    facts = read(submission.evaluate(built, 4), 4, 3)
    layers = "una capa" if facts["convolutions"] == 1 else f"{facts['convolutions']} capas"
    output = facts["output"]
    came = (
        f"{layers} `Conv2D`, {facts['parameters']} parámetros y una salida de forma "
        f"{output.shape}, con números de {output.min():.2g} a {output.max():.2g}"
    )
    example.came(f"una red con {came}" if facts["loss"] else f"una red sin compilar, con {came}")
    require_architecture(facts)
    require_probabilities(facts["output"])
    if not facts["loss"]:
        wrong("Falta `model.compile`: sin pérdida ni optimizador, tu red no se puede entrenar.")


def read(answer, count, classes):
    """The facts of a network, whose output has the shape that was asked for. A student's own class
    may have told anything.
    """
    require_network(answer)
    facts = answer.mapping(keys=[*NUMBERS, "loss", "activation", "output"], of=Answer)
    output = facts.pop("output").value
    loss, activation = facts.pop("loss").text(), facts.pop("activation").text()
    if (
        not isinstance(output, np.ndarray)
        or output.dtype.kind != "f"
        or not np.isfinite(output).all()
    ):
        wrong("La salida de tu red no es un arreglo de números finitos.")
    require_classes(output, count, classes)
    numbers = {name: fact.whole_number() for name, fact in facts.items()}
    return {**numbers, "loss": loss, "activation": activation, "output": output}


NUMBERS = ("convolutions", "pools", "longest stride", "parameters")


def require_network(answer):
    """See that there was a model of Keras'."""
    if answer.value is None:
        wrong("`build_cnn` no devuelve un modelo de Keras. ¿Falta un `return`?")


@CHECK(title="Las capas y el tamaño", weight=3)
def test_architecture(submission):
    facts = read(submission.evaluate(built, 4), 4, 3)
    require_architecture(facts)
    other = read(submission.evaluate(built, 4, **OTHER), 4, OTHER["classes"])
    require_architecture({**other, "parameters": 0})  # the limit is for the default sizes


@CHECK(title="Probabilidades, para cualquier foto y cualquier número de clases", weight=4)
def test_probabilities(submission):
    for args, classes in (((), 3), (ANOTHER, 4)):
        facts = read(submission.evaluate(built, 4, *args), 4, classes)
        require_probabilities(facts["output"])


@CHECK(title="Aprende a distinguir los insectos", weight=3)
def test_learns(submission):
    best = 0.0
    for seed in range(1, 1 + TRAININGS):
        answer = submission.evaluate(trained, IMAGES, LABELS, UNSEEN, seed, GREYS)
        require_network(answer)
        came = answer.array(shape=(len(UNSEEN), len(NAMES)))
        best = max(best, float(np.mean(came.argmax(axis=1) == UNSEEN_LABELS)))
        if best >= ACCURACY:
            return
    if best < 0.5:
        wrong(
            "Después de entrenar, tu red acierta casi como quien adivina. ¿Le llega la corrección?"
        )
    wrong("Tu red aprende, pero acierta menos del 90 % de las fotos que no vio.")
