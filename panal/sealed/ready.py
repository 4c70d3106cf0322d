"""Probes that are asked for often. A grader imports them from `panal.grader`; the kernel has them
already. Each says what a student's process can make up.
"""

from __future__ import annotations

import contextlib
import inspect
import io
from typing import Any

from . import figures as drawing
from .records import Figure

MAX_PRINTED = 1_000_000


def figures(notebook: Any) -> tuple[Figure, ...]:
    """The figures that the notebook's cells drew, oldest first, the last 20 at most; also those that
    `plt.show()` or the end of their cell has closed.

    A student's process can make up all of it. Where a figure shows numbers that follow from data
    which students have, they are as easy to draw as to make up.

    Returns:
        Figures, to be read by `Answer.figures()`.

    Example:
        `submission.evaluate(figures).figures()[-1].axes[0].title`
    """
    return tuple(map(drawing.describe, drawing.drawn()))


def drawn_by(notebook: Any, name: str, /, *args: Any, **kwargs: Any) -> tuple[Figure, ...]:
    """The figures that a call of the student's function draws, or gives back.

    A student's process can make up what the figure says of itself. The numbers of a line or an image
    that follow from hidden arguments cost as much to make up as to draw.

    Args:
        name: of the function.
        args: arguments of the call.
        kwargs: likewise.

    Returns:
        Figures, to be read by `Answer.figures()`.

    Example:
        `submission.evaluate(drawn_by, "plot", [1, 2, 3]).figures()[0].axes[0].lines[0].y`
    """
    before = drawing.drawn()
    value = getattr(notebook, name)(*args, **kwargs)
    found = [each for each in drawing.drawn() if not any(each is other for other in before)]
    returned = drawing.figure_of(value)
    if returned is not None and not any(returned is each for each in found):
        found.append(returned)
    return tuple(map(drawing.describe, found))


def predictions(notebook: Any, name: str, /, inputs: Any) -> Any:
    """What a model predicts for inputs that the student never had.

    This can't be made up cheaply: whoever answers well without a good model has one. Keep the right
    outputs on your side, and give the model only inputs.

    Args:
        name: of the variable that holds the model, anything with a method `predict`.
        inputs: an array, with the batch axis first.

    Returns:
        An array, one row for each input, to be read by `Answer.array()`.

    Example:
        `submission.evaluate(predictions, "model", hidden_inputs).array(shape=(100, 1))`
    """
    model = getattr(notebook, name)
    silent = "verbose" in inspect.signature(model.predict).parameters
    return model.predict(inputs, verbose=0) if silent else model.predict(inputs)


def members(notebook: Any, name: str, /) -> dict[str, Any]:
    """What a class of the student's has: its bases, and its methods with their parameters.

    A student's process can make up all of it, and an empty method has a name as well: ask what the
    methods do, see `using`.

    Args:
        name: of the class.

    Returns:
        `{"bases": ("Animal", "object"), "methods": {"speak": ("self", "times")}}`, to be read by
        `Answer.mapping()`. Methods are those that the class defines itself, without special ones
        except `__init__` and the like that it defines.

    Example:
        `"Animal" in submission.evaluate(members, "Dog").mapping()["bases"]`
    """
    cls = getattr(notebook, name)
    methods = {
        key: tuple(inspect.signature(value).parameters)
        for key, value in vars(cls).items()
        if inspect.isfunction(value)
    }
    return {"bases": tuple(each.__name__ for each in cls.__mro__[1:]), "methods": methods}


def using(notebook: Any, name: str, arguments: Any, /, *steps: Any) -> list[Any]:
    """Make an object of the student's class, and use it.

    Its answers follow from hidden arguments, and so cost as much to make up as to work out.

    Args:
        name: of the class.
        arguments: for making the object, a list or tuple.
        steps: each is a method's name with its arguments, as in `("deposit", 5)`, or the name of an
            attribute, as in `"balance"`. `"str"`, `"len"` and `"repr"` are those of Python.

    Returns:
        What each step gives back, a list. An exception ends it, and stands last, as a `Raised`.

    Example:
        `submission.evaluate(using, "Account", ["Ana"], ("deposit", 5), "balance").items(2, of=Answer)`
    """
    found: list[Any] = []
    try:
        thing = getattr(notebook, name)(*arguments)
        for step in steps:
            if isinstance(step, str):
                of_python: Any = {"str": str, "len": len, "repr": repr}.get(step)
                found.append(of_python(thing) if of_python else getattr(thing, step))
            else:
                method, *given = step
                found.append(getattr(thing, method)(*given))
    except NotImplementedError:
        raise
    except Exception as error:
        from .answering import Missing, raised

        if isinstance(error, Missing):
            raise
        found.append(raised(error))
    return found


def printed_by(notebook: Any, name: str, /, *args: Any, typed: Any = (), **kwargs: Any) -> str:
    """What a call of the student's function prints.

    What it prints follows from hidden arguments, and so costs as much to make up as to work out.

    Args:
        name: of the function.
        args: arguments of the call.
        typed: lines that `input()` gives, one after the other; then it raises EOFError.
        kwargs: arguments of the call by keyword.

    Returns:
        All of it, a text of at most a million characters, to be read by `Answer.text()`.

    Example:
        `submission.evaluate(printed_by, "greet", typed=["Ana"]).text() == "Hola, Ana\\n"`
    """
    lines = iter(typed)

    def read(prompt: object = "") -> str:
        print(prompt, end="")
        for line in lines:
            return str(line)
        raise EOFError("there is nothing more to read")

    notebook.input = read
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        getattr(notebook, name)(*args, **kwargs)
    return printed.getvalue()[:MAX_PRINTED]
