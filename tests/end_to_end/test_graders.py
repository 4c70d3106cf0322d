"""The graders of the course: what they give for right and wrong answers, and what they tell; of
`convolucion` their reference, too.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import inspect
import math
import re
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest

from panal.course.example_answers import ExampleAnswer, read_answers
from panal.judge.answer import Layer, Value
from panal.judge.caller import LocalCaller
from panal.judge.endings import CheckEnded
from panal.judge.loading import import_grader
from panal.judge.misconceptions import Misconception, load_misconceptions, notebook_names
from panal.judge.session import JudgeSession
from panal.results import Ending
from tests.end_to_end.answers import ANSWERS, local_answers, right_answers
from tests.end_to_end.courses import (
    CONVOLUCION,
    LESSONS,
    REDES,
    SOAK,
    VARIABLES,
    Lesson,
    each_exercise,
    in_soak,
)

TRIED = "a right answer to each of them is judged"
"""What stands in `make test` for slow exercises."""


@pytest.fixture(scope="module")
def judges() -> Iterator[Callable[[Lesson], JudgeSession]]:
    with contextlib.ExitStack() as stack:

        @cache
        def session(lesson: Lesson) -> JudgeSession:
            opened = stack.enter_context(JudgeSession(lesson.graders))
            gc.freeze()  # some answers collect garbage in each call
            return opened

        yield session
        gc.unfreeze()


@pytest.fixture
def judge(lesson, judges):
    return judges(lesson)


@pytest.fixture
def names(lesson):
    return notebook_names(lesson.graders)


@pytest.fixture(scope="module")
def reference():
    return import_grader(CONVOLUCION.graders / "reference.py")


@pytest.fixture(scope="module")
def judged(judges):
    """The verdict on an answer, and where a misconception stumbled over something else. Each is judged
    once, whatever is asked of it.
    """

    @cache
    def verdict(lesson: Lesson, each: ExampleAnswer | Misconception):
        names = notebook_names(lesson.graders)
        if isinstance(each, Misconception):
            believer = each.caller(names)
            points = lesson.points[each.function]
            return judges(lesson).grade(each.function, believer, points), believer.problems
        # One that stops on its way leaves what it has defined.
        caller = LocalCaller({"__name__": "__main__", **names})
        with contextlib.suppress(Exception):
            exec(compile(each.source, "<answer>", "exec", dont_inherit=True), caller.namespace)
        return judges(lesson).grade(each.exercise, caller, lesson.points[each.exercise]), []

    return verdict


def each_misconception(slow: str) -> pytest.MarkDecorator:
    """Runs a test with each misconception of both assignments; see `each_exercise`."""
    return pytest.mark.parametrize(
        "lesson, each",
        [
            pytest.param(
                lesson,
                each,
                id=f"{lesson}/{each.function}/{each.name}",
                marks=[in_soak(slow)] if slow and each.function in lesson.slow else [],
            )
            for lesson in LESSONS
            for each in load_misconceptions(lesson.graders)
        ],
    )


# What is asked


def test_every_exercise_has_its_checks(judge, lesson):
    """Four checks or more for each function of arguments."""
    assert set(judge.exercises) == set(lesson.points)
    for exercise in lesson.points:
        checks = judge.grade(exercise, LocalCaller({}), 10).checks
        assert len(checks) >= LEAST_CHECKS.get(exercise, 4)
        assert {check.ending for check in checks} == {Ending.NO_ATTEMPT}


LEAST_CHECKS = {
    "max_pool_counterexample": 3, "learn_kernel": 3, "build_cnn": 3, "plot_history": 3, "conv_params": 2,
}  # fmt: skip


@each_exercise(slow=TRIED)
def test_right_answers_get_everything(judge, names, lesson, exercise):
    """And the same again, from the same function."""
    caller = LocalCaller.from_source(right_answers(lesson)[exercise], names)
    for _ in range(2):
        verdict = judge.grade(exercise, caller, lesson.points[exercise])
        assert [
            check.sentence for check in verdict.checks if check.ending is not Ending.RIGHT
        ] == []
        assert verdict.points == lesson.points[exercise]


class Constant:
    """Answers whatever it is asked with one right answer."""

    def __init__(self, value: Value) -> None:
        self.value = value

    def ask(self, question):
        return self.value


class Recording:
    """Passes calls on and keeps every answer."""

    def __init__(self, caller: LocalCaller) -> None:
        self.caller, self.answers = caller, []

    def ask(self, question):
        self.answers.append(self.caller.ask(question))
        return self.answers[-1]


@each_exercise(
    slow="the others are tried",
    without=[exercise for lesson in LESSONS for exercise in lesson.no_arguments],
)
def test_a_constant_gets_a_third_at_most(judge, names, lesson, exercise):
    """Whatever the constant is: every right answer to any hidden case is tried as one."""
    recording = Recording(LocalCaller.from_source(right_answers(lesson)[exercise], names))
    points = lesson.points[exercise]
    judge.grade(exercise, recording, points)
    assert len(recording.answers) > (2 if lesson is REDES else 10)
    for value in recording.answers:
        assert judge.grade(exercise, Constant(value), points).points <= points / 3


@pytest.mark.parametrize(
    "value",
    [None, True, 0, 1, "texto", (), (0, 0), (1, 1, 1, 1), np.zeros((2, 2)), np.nan, {}, {"a": 1}],
    ids=repr,
)
@each_exercise(slow="the others are tried")
def test_nonsense_gets_a_third_at_most(judge, lesson, exercise, value):
    """Nothing of it is a grader's failure."""
    verdict = judge.grade(exercise, Constant(value), lesson.points[exercise])
    assert verdict.points <= lesson.points[exercise] / 3
    assert not verdict.needs_person


@pytest.mark.parametrize(
    "lesson, answer",
    [
        pytest.param(lesson, each, id=f"{lesson}/{each.exercise}/{each.name}")
        for lesson in LESSONS
        for each in local_answers(lesson)
    ],
)
def test_answers_get_what_they_deserve(judged, lesson, answer: ExampleAnswer):
    """Those of tests/answers/ that test_answers.py does not send through the wall, and some that it
    does.
    """
    verdict, _ = judged(lesson, answer)
    told = {check.name: check.sentence for check in verdict.checks}
    assert not answer.problem(verdict.points, verdict.max_points), told
    assert not verdict.needs_person
    assert all(check.sentence or check.ending is Ending.RIGHT for check in verdict.checks)
    if lesson in TAGGED:
        assert verdict.misconception in ("", belief(answer.source))


# Misconceptions


@each_misconception(slow="those of the others are judged")
def test_misconceptions_lose_points_and_name_themselves(judged, lesson, each: Misconception):
    """Each one is caught, and told apart from every other one; none stumbles over something else."""
    verdict, problems = judged(lesson, each)
    assert verdict.points < verdict.max_points
    assert (verdict.misconception, verdict.misconception_sentence) == (each.name, each.sentence)
    assert not problems


def test_five_misconceptions_for_each_exercise(lesson):
    """At least five, each with a sentence of its own."""
    misconceptions = load_misconceptions(lesson.graders)
    for exercise in lesson.points:
        sentences = [each.sentence for each in misconceptions if each.function == exercise]
        assert len(sentences) >= 5
        assert len(set(sentences)) == len(sentences)


TAGGED = [CONVOLUCION]
"""Assignments whose answers say which misconception they follow in other words."""


def belief(source: str) -> str:
    """The misconception that an answer of tests/answers/ follows, by its own word."""
    name = re.search(r"^# diagnosis: (\w+)$", source, flags=re.M)
    return name[1] if name else ""


@cache
def tagged(lesson: Lesson) -> list[tuple[ExampleAnswer, str]]:
    """Answers of tests/answers/ that follow a misconception in other words, and which one."""
    answers = read_answers(ANSWERS / lesson.name)
    return [(each, belief(each.source)) for each in answers if belief(each.source)]


@pytest.mark.parametrize("lesson", TAGGED, ids=str)
def test_the_same_belief_in_other_words_is_named(judged, lesson):
    """Another formula, another dress, another kernel of that kind: nine of ten are named, and none
    is named wrongly.
    """
    named = [(each, name, judged(lesson, each)[0].misconception) for each, name in tagged(lesson)]
    assert not [(each, found) for each, name, found in named if found not in ("", name)]
    assert sum(bool(found) for _, _, found in named) >= 0.9 * len(named)
    known = {(each.function, each.name) for each in load_misconceptions(lesson.graders)}
    assert {(each.exercise, name) for each, name in tagged(lesson)} <= known


@pytest.mark.parametrize("lesson", TAGGED, ids=str)
def test_there_are_many_such_answers(lesson):
    """So that the share means something: five beliefs, and fifteen answers, of each exercise."""
    for exercise in lesson.points:
        names = [name for each, name in tagged(lesson) if each.exercise == exercise]
        assert len(names) >= 15
        assert len(set(names)) >= 5


def test_sentences_tell_no_hidden_case(judged, lesson):
    """No sentence that a wrong answer gets holds a size, a number of two digits, or code of a
    grader.
    """
    sentences = set()
    for each in load_misconceptions(lesson.graders):
        if lesson is CONVOLUCION:  # those of the other one give examples, which are no hidden cases
            sentences.add(each.sentence)
        if SOAK or each.function not in lesson.slow:
            for check in judged(lesson, each)[0].checks:
                sentences |= {check.title, check.sentence}
    for sentence in sentences:
        told = sentence.partition("devolvió")[0]  # what follows is the student's own
        assert not re.search(r"\d\d|\(\d|assert|reference|Error\(", told), sentence


ARRAYS = {
    "convolve",
    "conv_layer",
    "max_pool_backward",
    "learn_kernel",
    "EdgeStrength",
    "build_cnn",
    "plot_history",
}
"""Exercises whose arguments are too long to be written, or that a probe tries."""


@each_exercise(slow="the notebook's own checks are run")
def test_visible_cases_stand_in_the_notebook(judge, names, lesson, exercise):
    """They are shown with their right answers, so each of their arguments must be one that students
    have, as far as it can be written; ours are right.
    """
    released = (lesson.release / f"{lesson}.ipynb").read_text(encoding="utf-8").replace('\\"', "'")
    files = {path.name: path.read_bytes() for path in lesson.release.iterdir()}
    caller = LocalCaller.from_source(right_answers(lesson)[exercise], names)
    examples = judge.examples(exercise, caller, files)
    assert examples or exercise in VARIABLES
    for each in examples:
        assert (each.ending, each.sentence, each.pictures) == (Ending.RIGHT, "", ())
        if exercise not in ARRAYS:
            call = ast.parse(each.asked, mode="eval").body
            assert not [part for part in call.args if ast.unparse(part) not in released], each.asked


# Layers that lie


@pytest.fixture
def judge_of_convolucion(judges):
    return judges(CONVOLUCION)


def conv2d(**changes) -> Layer:
    """A right layer for `avg_pool_conv(3, 3)`, but for what is given."""
    settings: dict[str, Value] = {
        "filters": 3, "kernel_size": (3, 3), "strides": (3, 3), "padding": "valid", "data_format": "channels_last",
        "dilation_rate": (1, 1), "groups": 1, "use_bias": False, "activation": "linear",
    }  # fmt: skip
    kernel = np.eye(3)[np.newaxis, np.newaxis] / 9 * np.ones((3, 3, 1, 1))
    weights = {"kernel": kernel, **changes.pop("weights", {})}
    return Layer(("Conv2D", "BaseConv", "Layer"), {**settings, **changes}, weights, True)


def ungrouped(layer: Layer):
    layers = import_grader(CONVOLUCION.graders / "layers.py")
    return layers.plain_conv2d(layer, 3)(np.ones((1, 6, 6, 3), np.float32))


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"kernel_size": 3, "strides": 3}, {"padding": "VALID"}, {"activation": None}, {"data_format": None},
        {"use_bias": 0}, {"filters": 3.0}, {"filters": np.array(3)}, {"use_bias": True, "weights": {"bias": np.zeros(3)}},
        {"groups": 3, "weights": {"kernel": np.full((3, 3, 1, 3), 1 / 9)}},
    ],
    ids=repr,
)  # fmt: skip
def test_layers_in_any_ordinary_dress(changes):
    """Whole numbers or pairs, any letters, one group or one for each channel."""
    assert np.allclose(ungrouped(conv2d(**changes)), np.ones((1, 2, 2, 3)))


@pytest.mark.parametrize(
    "changes",
    [
        *({name: value} for name in ("filters", "kernel_size", "strides", "dilation_rate", "groups")
          for value in (None, 0, -1, 10**9, 10**400, 2.5, True, "3", np.nan, (), (3,), (3, 3, 3), (3, None), (10**9, 1),
                        np.ones(5), np.array([[3]]))),
        *({"padding": value} for value in (None, "causal", 3, ("same",), np.ones(3))),
        *({"activation": value} for value in ("relu", 3, (None,), np.ones(3), np.array("linear"))),
        *({"data_format": value} for value in ("channels_first", 3, np.ones(3))),
        *({"use_bias": value} for value in (None, "False", np.ones(2))),
        {"use_bias": True}, {"use_bias": True, "weights": {"bias": np.zeros(4)}}, {"use_bias": True, "weights": {"bias": np.array(0)}},
        {"strides": (2, 2), "dilation_rate": (2, 2)}, {"groups": 2}, {"groups": 3},
        {"weights": {"kernel": np.zeros(0)}}, {"weights": {"kernel": np.full((3, 3, 3, 3), np.nan)}},
        {"weights": {"kernel": np.zeros((3, 3, 3, 3), bool)}}, {"weights": {"kernel": np.zeros((3, 3, 3, 4))}},
        {"kernel_size": (7, 7), "weights": {"kernel": np.zeros((7, 7, 3, 3))}},
    ],
    ids=repr,
)  # fmt: skip
def test_layers_that_lie_end_in_a_sentence(judge_of_convolucion, changes):
    """A setting of any kind and size costs us nothing, and is no failure of a grader."""
    layer = conv2d(**changes)
    if "use_bias" not in changes or changes["use_bias"] is not True:
        with pytest.raises(CheckEnded) as caught:
            ungrouped(layer)
        assert caught.value.ending is Ending.WRONG
    verdict = judge_of_convolucion.grade("avg_pool_conv", Constant(layer), 10)
    assert verdict.points == 0
    assert not verdict.needs_person


# The reference, computed again without Keras


def plain_conv2d(image, kernel, strides, padding):
    """A convolution in plain loops: image (height, width, in), kernel (height, width, in, out)."""
    if padding == "same":
        (top, bottom), (left, right) = (
            plain_same_padding(size, reach, step)
            for size, reach, step in zip(image.shape, kernel.shape, strides, strict=False)
        )
        image = np.pad(image, [(top, bottom), (left, right), (0, 0)])
    (high, wide), (down, along) = kernel.shape[:2], strides
    rows = range(0, image.shape[0] - high + 1, down)
    columns = range(0, image.shape[1] - wide + 1, along)
    return np.array(
        [
            [np.tensordot(image[r : r + high, c : c + wide], kernel, 3) for c in columns]
            for r in rows
        ]
    )


def plain_same_padding(size, kernel_size, strides):
    """TensorFlow's rule: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2."""
    total = max(kernel_size - (size % strides or strides), 0)
    return total // 2, total - total // 2


def test_reference_same_padding(reference):
    """For every small size, kernel and stride."""
    for size in (*range(1, 12), 600, 601):
        for kernel_size in range(1, 8):
            for strides in range(1, 6):
                case = (size, kernel_size, strides)
                assert reference.same_padding(*case) == plain_same_padding(*case), case


def test_reference_output_shape(reference):
    """The number of places that the kernel takes, counted one by one."""
    rng = np.random.default_rng(5)
    for _ in range(150):
        kernel_size, strides = (tuple(int(n) for n in rng.integers(1, 6, 2)) for _ in range(2))
        size = tuple(int(n) for n in rng.integers(6, 14, 2))
        for padding in ("valid", "same"):
            output = plain_conv2d(
                np.zeros((*size, 2)), np.zeros((*kernel_size, 2, 4)), strides, padding
            )
            case = ((3, *size, 2), 4, kernel_size, strides, padding)
            assert reference.output_shape(*case) == (3, *output.shape), case


def test_reference_count_params(reference):
    """Every weight counted, as the elements of an array."""
    rng = np.random.default_rng(6)
    for _ in range(60):
        high, wide, inputs, filters = (int(n) for n in rng.integers(1, 8, 4))
        weights = np.zeros((high, wide, inputs, filters)).size
        assert reference.count_params((high, wide), inputs, filters, False) == weights
        assert (
            reference.count_params((high, wide), inputs, filters)
            == weights + np.zeros(filters).size
        )
        assert (
            reference.count_params(high, inputs, filters, False)
            == np.zeros((high, high, inputs, filters)).size
        )


def test_reference_convolution(reference):
    """The layers that run students' kernels and weights."""
    rng = np.random.default_rng(7)
    for _ in range(60):
        high, wide, inputs, filters = (int(n) for n in rng.integers(1, 6, 4))
        strides = tuple(int(n) for n in rng.integers(1, 4, 2))
        images = rng.normal(size=(2, 9, 11, inputs)).astype(np.float32)
        kernel, bias = rng.normal(size=(high, wide, inputs, filters)), rng.normal(size=filters)
        for padding in ("valid", "same"):
            found = reference.run_conv2d(images, kernel, bias, strides, padding, (1, 1))
            for image, output in zip(images, found, strict=True):
                wanted = plain_conv2d(image.astype(float), kernel, strides, padding) + bias
                assert np.allclose(output, wanted, atol=1e-4)


def test_reference_convolve(reference):
    """Whole numbers to the last digit, where float32 has no such digit; of any type."""
    rng = np.random.default_rng(9)
    for _ in range(60):
        image = rng.integers(-(2**31), 2**31, rng.integers(4, 17, 2)).astype(np.int32)
        kernel = rng.integers(-9, 10, rng.integers(1, 5, 2)).astype(np.int8)
        wide, narrow = image[:, :, None].astype(object), kernel[:, :, None, None].astype(object)
        wanted = plain_conv2d(wide, narrow, (1, 1), "valid")[:, :, 0].astype(float)
        assert (reference.convolve(image, kernel) == wanted).all()


def test_reference_pooling(reference):
    """Windows one by one; what does not fill a window is left out."""
    rng = np.random.default_rng(8)
    for _ in range(60):
        high, wide, channels = (int(n) for n in rng.integers(1, 6, 3))
        image = rng.normal(
            size=(int(rng.integers(high, 14)), int(rng.integers(wide, 14)), channels)
        ).astype(np.float32)
        down, along = image.shape[0] // high, image.shape[1] // wide
        windows = [
            [image[i * high : (i + 1) * high, j * wide : (j + 1) * wide] for j in range(along)]
            for i in range(down)
        ]
        wanted = np.array(
            [[window.astype(float).mean(axis=(0, 1)) for window in row] for row in windows]
        )
        assert np.allclose(
            reference.avg_pool(image[np.newaxis], (high, wide))[0], wanted, atol=1e-5
        )
        grey = image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2, 0]
        if grey.size:
            blocks = [
                [grey[i : i + 2, j : j + 2].max() for j in range(0, grey.shape[1], 2)]
                for i in range(0, len(grey), 2)
            ]
            assert (reference.max_pool(grey) == np.array(blocks)).all()


# Sentences that follow the error


@pytest.mark.parametrize(
    "factor, told",
    [
        (9, "Tu salida es 9 veces la esperada."), (1 / 9, "Tu salida es la esperada, dividida entre 9."),
        (0.5, "Tu salida es la esperada, dividida entre 2."), (1.2345678, "Tu salida es 1.235 veces la esperada."),
        (16820, "Tu salida es 16\xa0820 veces la esperada."), (-1, "Tu salida es la esperada, con el signo cambiado."),
        (1, None), (0, None), (np.nan, None), (np.inf, None), (1e308, None),
    ],
)  # fmt: skip
def test_a_factor_is_told(factor, told):
    """The number by which all values differ, if there is one."""
    module = import_grader(CONVOLUCION.graders / "factor.py")
    right = np.random.default_rng(10).normal(size=(4, 5)) * 100
    with np.errstate(all="ignore"):
        found = module.factor_between(factor * right, right, 1e-4)
    assert (module.told(found) if found is not None else None) == told
    assert module.factor_between(factor * right + np.arange(5), right, 1e-4) is None


SAYS = [
    ("convolve", "all_zeros", "está llena de ceros"),
    ("convolve", "relu_layer", "los negativos se volvieron 0"),
    ("convolve", "mean_of_products", "Promedias los productos"),
    ("convolve", "scipy_convolve2d", "Giraste el kernel"),
    ("convolve", "same_by_keras", "mide lo mismo que la imagen"),
    ("convolve", "last_place_forgotten", "le faltan la última fila y la última columna"),
    ("convolve", "rounded", "pierde los decimales"),
    ("convolve", "windows_times_kernel", "no cupo en su tipo"),
    ("identity_kernel", "scaled_255", "deja cada píxel en su lugar, pero lo multiplica"),
    ("identity_kernel", "box_blur", "toma también algo de los píxeles vecinos"),
    ("avg_pool_conv", "sum_not_mean", "multiplicado siempre por un mismo número"),
    ("avg_pool_conv", "bias_one", "más un mismo número en cada canal"),
    ("avg_pool_conv", "channels_mixed", "Todos los canales que salen de tu capa son iguales"),
]


@pytest.mark.parametrize("exercise, name, sentence", SAYS)
def test_a_sentence_follows_the_error_and_not_the_check(judged, exercise, name, sentence):
    """The same wherever the same went wrong; no other of the check's own."""
    (answer,) = (
        each
        for each in read_answers(ANSWERS / CONVOLUCION.name)
        if (each.exercise, each.name) == (exercise, name)
    )
    verdict, _ = judged(CONVOLUCION, answer)
    told = {check.sentence for check in verdict.checks if check.ending is Ending.WRONG}
    assert len(told) == 1, told
    assert sentence in told.pop()


def test_the_answer_for_one_shape_earns_something_and_its_own_sentence(
    judge_of_convolucion, judged
):
    """The centre at [2, 2], and three channels, as many write it first."""
    (each,) = (
        each
        for each in load_misconceptions(CONVOLUCION.graders)
        if each.name == "written_for_one_shape"
    )
    verdict, _ = judged(CONVOLUCION, each)
    assert 0 < verdict.points <= verdict.max_points / 3
    assert "`[2, 2]`" in verdict.misconception_sentence


# Edges

EDGES = {
    "sobel": lambda h, w: np.outer(slope(h), np.hanning(w + 2)[1:-1]),
    "prewitt": lambda h, w: np.outer(np.sign(slope(h)), np.ones(w)),
    "scharr": lambda h, w: np.outer(slope(h), np.r_[np.full(w // 2, 3), 10, np.full(w // 2, 3)]),
    "one row less the next": lambda h, w: at(h, w, {h // 2: 1, h // 2 + 1: -1}),
    "one row less the one before": lambda h, w: at(h, w, {h // 2 - 1: 1, h // 2: -1}),
    "first row less the last": lambda h, w: at(h, w, {0: 1, h - 1: -1}),
    "gaussian derivative": lambda h, w: np.outer(slope(h) * bell(h), bell(w)),
    "second difference": lambda h, w: at(h, w, {h // 2 - 1: 1, h // 2: -2, h // 2 + 1: 1}),
    "laplacian": lambda h, w: laplacian(h, w),
    "laplacian of a gaussian, to three digits": lambda h, w: np.round(
        log_of(h, w) - log_of(h, w).mean(), 3 + (h * w > 30)
    ),
    "difference of gaussians": lambda h, w: (
        norm(np.outer(bell(h, 4), bell(w, 4))) - norm(np.outer(bell(h, 8), bell(w, 8)))
    ),
    "all neighbours": lambda h, w: np.eye(1, h * w, h * w // 2).reshape(h, w) * h * w - 1,
    "diagonal": lambda h, w: np.add.outer(slope(h), slope(w)),
    "sobel and its transpose": lambda h, w: (
        np.outer(slope(h), np.ones(w)) + np.outer(np.ones(h), slope(w))
    ),
}
NO_EDGES = {
    "blur": lambda h, w: np.ones((h, w)),
    "identity": lambda h, w: np.eye(1, h * w, h * w // 2).reshape(h, w),
    "vertical": lambda h, w: np.outer(np.ones(h), slope(w)),
    "almost vertical": lambda h, w: (
        np.outer(np.ones(h), slope(w)) + 0.001 * np.outer(slope(h), np.ones(w)) / h / w
    ),
    "corners": lambda h, w: np.outer(slope(h), slope(w)),
    "sharpen": lambda h, w: np.eye(1, h * w, h * w // 2).reshape(h, w) * (h * w + 1) - 1,
    "two per cent too much": lambda h, w: at(h, w, {0: 1.02, h - 1: -1}),
    "zeros": lambda h, w: np.zeros((h, w)),
}


def slope(n):
    return np.arange(n) - n // 2


def bell(n, width=6.0):
    return np.exp(-((slope(n) * width / n) ** 2) / 2)


def norm(kernel):
    return kernel / kernel.sum()


def at(high, wide, rows):
    kernel = np.zeros((high, wide))
    for row, weight in rows.items():
        kernel[row] = weight
    return kernel


def laplacian(high, wide):
    kernel = np.zeros((high, wide))
    i, j = high // 2, wide // 2
    kernel[[i - 1, i + 1, i, i], [j, j, j - 1, j + 1]] = 1
    kernel[i, j] = -4
    return kernel


def log_of(high, wide):
    r2 = np.add.outer((slope(high) * 6 / high) ** 2, (slope(wide) * 6 / wide) ** 2)
    return (r2 - 2) * np.exp(-r2 / 2)


class Kernels:
    """Answers with a kernel of the shape that is asked for."""

    def __init__(self, make):
        self.make = make

    def ask(self, question):
        args, kwargs = question.args, question.kwargs
        shape = args[0] if args else kwargs.get("shape", (3, 3, 1, 1))
        return self.make(*shape[:2]).reshape(shape)


@pytest.mark.parametrize("scale", [1, -1, 255, 1e-6, 1e6, 1e-300, 1e300], ids=str)
@pytest.mark.parametrize("name", EDGES)
def test_kernels_that_find_edges(judge_of_convolucion, name, scale):
    """Every right kernel that we know, of any scale and sign, gets full points."""
    verdict = judge_of_convolucion.grade(
        "edge_kernel", Kernels(lambda h, w: EDGES[name](h, w) * scale), 15
    )
    assert [check.sentence for check in verdict.checks if check.sentence] == []
    assert verdict.points == 15


@pytest.mark.parametrize("name", NO_EDGES)
def test_kernels_that_do_not(judge_of_convolucion, name):
    """Every wrong one that we know gets nothing."""
    assert judge_of_convolucion.grade("edge_kernel", Kernels(NO_EDGES[name]), 15).points == 0


# How graders are written


@each_misconception(slow="")
def test_misconceptions_keep_the_names_of_arguments(names, lesson, each: Misconception):
    """A wrong name would be caught for another reason than the one that the misconception is
    about.
    """
    theirs = each.caller(names).namespace.get(each.function)
    right = LocalCaller.from_source(right_answers(lesson)[each.function], names)
    ours = right.namespace[each.function]
    if callable(ours):
        assert set(inspect.signature(theirs).parameters) == set(inspect.signature(ours).parameters)


def test_thousandth_is_of_the_largest_value(judge_of_convolucion):
    """The least difference is a thousandth of the largest absolute value in both images."""

    def pair(difference):
        a, b = np.full((2, 2), 1.0), np.full((2, 2), -8.0)
        a[0, 0] += difference
        b[1, 1] += difference
        return Constant((a, b))

    assert judge_of_convolucion.grade("max_pool_counterexample", pair(0.0081), 10).points == 10
    assert judge_of_convolucion.grade(
        "max_pool_counterexample", pair(0.0079), 10
    ).points == pytest.approx(2)
    assert math.isclose(
        judge_of_convolucion.grade("max_pool_counterexample", pair(0.0), 10).points, 2
    )
