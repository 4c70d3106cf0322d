"""`conv_params`, the trainable parameters of the network in the text, and `answer_translation`."""

import keras
import pytest
from keras.layers import Conv2D, Dense, MaxPool2D

from panal.grader import wrong

CHECK = pytest.mark.check

NETWORK = keras.Sequential(
    [
        keras.Input((32, 32, 3)),
        Conv2D(12, 5, padding="same", activation="relu"),
        MaxPool2D(2),
        Conv2D(24, 3, strides=2, use_bias=False, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
        Dense(10, activation="softmax"),
    ]
)
RIGHT = NETWORK.count_params()
LETTERS = {
    "a": "Si nada cambiara, la red no podría decir dónde está el insecto. ¿Dónde responde ahora el kernel?",
    "c": "Los pesos son los mismos en todos los lugares: ¿qué ve el kernel dos píxeles más allá?",
    "d": "¿Por qué se movería la respuesta en contra del insecto? El kernel pasa por todos los lugares.",
}


def letter(answer):
    """The letter that was chosen, in whatever dress: `"B"`, `" b "` or `"b)"`."""
    return answer.text().strip().strip("().").strip().lower()


@CHECK(title="El número de parámetros", weight=1)
def test_number(submission):
    came = submission.value("conv_params").whole_number()
    if came > RIGHT:
        wrong(
            "Cuentas demasiados. ¿Qué capas tienen sesgos, y cuántos números le llegan a la `Dense`?"
        )
    if came < RIGHT:
        wrong(
            "Cuentas muy pocos. ¿Miran los filtros de cada capa todos los canales que les llegan?"
        )


@CHECK(title="La pregunta de la traslación", weight=1)
def test_letter(submission):
    chosen = letter(submission.value("answer_translation"))
    if chosen not in ("a", "b", "c", "d"):
        wrong("Se espera una de las cuatro letras.")
    if chosen != "b":
        wrong(LETTERS[chosen])
