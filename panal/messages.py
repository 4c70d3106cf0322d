"""Every sentence that the engine itself says to a student, in the language of the course
(`panal.language`). Graders bring their own.
"""

from __future__ import annotations

import re

from panal.language import N_, ngettext
from panal.language import gettext as _
from panal.results import Difference, Ending, Judged


def cell(position: int, exercise: str = "") -> str:
    """What a cell is called at the beginning of a sentence: by its exercise, if it belongs to one.

    Args:
        position: in the notebook, from 1.
        exercise: see `panal.notebook.exercises_by_cell`.
    """
    if exercise:
        return _("The cell of `{exercise}`").format(exercise=exercise)
    return _("Cell {number}").format(number=position)


def missing(name: str) -> str:
    return _(
        "We can't find `{name}` in your notebook. Check that the name has not changed."
    ).format(name=name)


def renamed(name: str, found: str) -> str:
    return _(
        "We can't find `{name}` in your notebook, but there is `{found}`. Did you mean to call it `{name}`?"
    ).format(name=name, found=found)


def missing_something() -> str:
    return _(
        "We can't find something in your notebook that is asked for. Check that the names have not changed."
    )


def cell_not_python(
    position: int, line: int, code: str, problem: str, name: str, exercise: str = ""
) -> str:
    return _(
        "{cell} has a syntax error{where}{shown}{why}. That is why it did not run, and `{name}` was not defined."
    ).format(
        cell=cell(position, exercise),
        where=_(" in line {line}").format(line=line) if line else "",
        shown=f" (`{code}`)" if code else "",
        why=f": {problem}" if problem else "",
        name=name,
    )


LACKING = {
    "ModuleNotFoundError": N_(": `{lacking}` is not installed here"),
    "UsageError": N_(": there is no `{lacking}` here"),
    "NameError": N_(": `{lacking}` did not exist yet"),
}


def cell_stopped(
    position: int, line: int, error: str, lacking: str, name: str, exercise: str = ""
) -> str:
    what = LACKING.get(error, "") if lacking else ""
    return _(
        "{cell} stopped with `{error}`{where}{why}. That is why `{name}` was not defined."
    ).format(
        cell=cell(position, exercise),
        error=error,
        where=_(" in line {line}").format(line=line) if line else "",
        why=_(what).format(lacking=lacking) if what else "",
        name=name,
    )


SYNTAX = (
    (r"expected '(.+?)'", N_("“{}” is missing")),
    (r"incomplete input", N_("a parenthesis or a quotation mark is not closed")),  # what IPython makes of it
    (r"'(.)' was never closed", N_("“{}” is not closed")),
    (r"unmatched '(.)'", N_("there is one “{}” too many")),
    (r"closing parenthesis '(.)' does not match opening parenthesis '(.)'", N_("“{}” does not close “{}”")),
    (r"unterminated triple-quoted", N_("a string in triple quotes is not closed")),
    (r"unterminated|EOL while scanning", N_("the quotation mark that closes a string is missing")),
    (r".*Perhaps you forgot a comma", N_("perhaps a comma is missing")),
    (r".*Maybe you meant '=='", N_("perhaps you meant “==” instead of “=”")),
    (r"cannot assign to", N_("there is nothing to the left of “=” that can be given a value")),
    (r"unexpected indent", N_("the line is indented more than it should be")),
    (r"expected an indented block", N_("this line should be indented")),
    (r"unindent does not match", N_("the line is indented like none of the lines above")),
    (r"inconsistent use of tabs", N_("the line is indented with tabs and spaces mixed")),
    (r"Missing parentheses in call to '(\w+)'", N_("the parentheses of “{}” are missing")),
    (r"invalid character '(.)'", N_("Python does not allow the character “{}” here")),
    (r"invalid non-printable character", N_("there is an invisible character that Python does not allow")),
    (r"'(\w+)' outside function", N_("“{}” is outside a function")),
    (r"'(\w+)' (?:outside|not properly in) loop", N_("“{}” is outside a loop")),
    (r"(?:non-default argument follows|parameter without a default)", N_("a parameter without a default value follows one that has one")),
)  # fmt: skip
"""What Python says of a syntax error, and the same for a student."""


def syntax_problem(said: str) -> str:
    """A syntax error in a few words; empty where the line says more than they would."""
    for pattern, words in SYNTAX:
        found = re.match(pattern, said)
        if found:
            return _(words).format(*found.groups())
    return ""


def untouched(name: str) -> str:
    if not name:
        return _(
            "There is no answer yet: your code is still as you got it (`NotImplementedError`)."
        )
    return _(
        "There is no answer yet: `{name}` is still as you got it (`NotImplementedError`)."
    ).format(name=name)


ADVICE = {
    "AssertionError": N_("An `assert` of your own does not hold: is what it asks for always so?"),
    "AttributeError": N_(
        "An object was asked for something that it does not have: is it of the type that you expect? It may be `None`."
    ),
    "ImportError": N_("Something that it imports is not installed here."),
    "IndexError": N_(
        "It looks for a place that is not there in a list, a tuple or an array: does an index go past the end?"
    ),
    "InvalidArgumentError": N_(
        "TensorFlow refuses an argument, mostly because two shapes do not fit together."
    ),
    "KeyError": N_("It looks for a key that a dictionary does not have."),
    "NameError": N_(
        "It uses a name that does not exist: is it misspelt, or defined only inside another function?"
    ),
    "NotImplementedError": N_("A `raise NotImplementedError` is still on its way."),
    "OverflowError": N_("A number is too large: does something grow without end?"),
    "RecursionError": N_("It calls itself again and again: which case ends that?"),
    "RuntimeError": N_("Something that it calls could not do its work."),
    "TypeError": N_(
        "It got a value of a type that it does not expect, such as a tuple in the place of a whole number, or one argument too many or too few."
    ),
    "UnboundLocalError": N_(
        "It uses a variable before giving it a value: does only one branch of an `if` do so?"
    ),
    "ValueError": N_(
        "A value is of the right type and yet can't be used, such as an array of a shape that does not fit."
    ),
    "ZeroDivisionError": N_(
        "It divides by zero: which of the arguments can make that number zero?"
    ),
}
"""What an exception means, to somebody who meets it for the first time."""


def advice(error: str) -> str:
    """The same in the language of the course; empty if there is none."""
    said = ADVICE.get(known_error(error) or error)
    return _(said) if said else ""


def raised(error: str) -> str:
    said = _("Your function stopped with an error of type `{error}`.").format(error=error)
    return f"{said} {advice(error) or _try_others()}"


def raised_own_error() -> str:
    said = _("Your function stopped with an error.")
    return f"{said} {_try_others()}"


def _try_others() -> str:
    return _("Try it with other arguments that the exercise allows.")


def raised_here(error: str, message: str, line: int, code: str) -> str:
    """A call that stands in the notebook ended with an exception, of which all may be told.

    Args:
        error: its name.
        message: its text, which may be empty.
        line: of the student's own code in its cell; 0 if nobody knows.
        code: that line.
    """
    said = _("Your function stopped{where}{shown} with `{error}`.").format(
        where=_(" in line {line}").format(line=line) if line else "",
        shown=f" (`{code}`)" if code else "",
        error=f"{error}: {message}" if message else error,
    )
    return f"{said} {advice(error)}".rstrip()


def raised_when_tried(error: str) -> str:
    what = _("an error of type `{error}`").format(error=error) if error else _("an error")
    said = _("When we tried what you wrote, it stopped with {what}.").format(what=what)
    return f"{said} {advice(error)}".rstrip()


def did_not_raise() -> str:
    return _("Here your function should stop with an error, but it returned an answer.")


def raised_another(error: str) -> str:
    what = _("one of type `{error}`").format(error=error) if error else _("one of another type")
    return _(
        "Your function stopped with an error; not with the one that is asked for, but with {what}."
    ).format(what=what)


def no_response() -> str:
    return _("There is no answer in this cell: it is as you got it.")


def notebook_handed_in() -> str:
    """What is checked first of all."""
    return _("Notebook handed in")


def inside_title(*, hidden: bool) -> str:
    """What is checked where the tests stand in the notebook."""
    return (
        _("The tests in the notebook, and those that you can't see")
        if hidden
        else _("The tests in the notebook")
    )


JUDGED = {
    Judged.INSIDE: N_(
        "The tests in the notebook check this, in the same program that runs your code."
    ),
    Judged.PERSON: N_("A person grades this."),
}


def judged(where: Judged) -> str:
    """Where the points of an exercise come from; empty for the usual way."""
    return _(JUDGED[where]) if where in JUDGED else ""


def inside_failed(error: str, *, seen: bool) -> str:
    """Tests of the notebook ended with an exception. Of one that is not seen, nothing is told but its
    type, if that is a common one.
    """
    if error == "NotImplementedError":
        return _("There is no answer yet: the tests stop with `NotImplementedError`.")
    if seen:
        how = _(" with `{error}`").format(error=error) if error else ""
        return _(
            "The tests stopped{how}. Further down, in your notebook, you can see where."
        ).format(how=how)
    if error in ("AssertionError", ""):
        return _(
            "The tests that you can see pass, but not all of those that you can't see. "
            "Try your code with other values that the exercise allows."
        )
    said = _(
        "The tests that you can see pass, but in one that you can't see something stopped with `{error}`. "
        "Try your code with other values that the exercise allows."
    ).format(error=error)
    return f"{said} {advice(error)}".rstrip()


def inside_partial(points: float, most: float) -> str:
    return _("The tests give {points:g} of {most:g} points.").format(points=points, most=most)


def grader_failed() -> str:
    return _(
        "This check failed through a fault of ours: it costs you no points, and your teacher will look at it."
    )


def no_hint() -> str:
    """What is said of a wrong answer if its check says nothing."""
    return _(
        "The result is not the one that the exercise asks for. Read it again and try your function with other arguments."
    )


def no_memory() -> str:
    return _(
        "Your function asked for more memory than there is. Does it make an array much larger than needed?"
    )


def answer_too_large(limit: int) -> str:
    return _(
        "Your function returned an answer that is too large to be checked: it has more than {size:.3g} MB, or too many parts or levels."
    ).format(size=limit / 2**20)


def answers_too_long(limit: int) -> str:
    return _(
        "The answers of your function are too long to be checked: more than {limit} numbers in all."
    ).format(limit=limit)


def answer_unreadable() -> str:
    return _(
        "We could not read what your function returned: it does not have the form of an answer."
    )


def kernel_died() -> str:
    return _(
        "The program ended abruptly while your code was running (as with `os._exit()`, or with a crash)."
    )


WHAT = {"cell": N_("in the cell"), "call": N_("in a call of your function")}


def too_much_cpu(seconds: float, what: str) -> str:
    return _(
        "Your code computed for more than {seconds:g} s {where}. Is there a loop that does not end?"
    ).format(seconds=seconds, where=_(WHAT[what]))


def too_much_time(seconds: float, what: str) -> str:
    return _(
        "Your code took more than {seconds:g} s {where}. Does it wait for something that never comes?"
    ).format(seconds=seconds, where=_(WHAT[what]))


def exercise_out_of_time(seconds: float) -> str:
    return _(
        "Other calls of your function had already used up the time of this exercise ({seconds:g} s), "
        "and this one did not end in the little that was left. Is there a loop that does not end?"
    ).format(seconds=seconds)


def kernel_unreadable() -> str:
    return _("Your code interfered with the program that runs it, and we could not go on.")


def submission_out_of_time(seconds: float) -> str:
    return _(
        "The time of your submission ran out ({seconds:g} s in all) before this check was reached."
    ).format(seconds=seconds)


def too_many_restarts(limit: int) -> str:
    return _(
        "Your code ended the program more than {limit} times; the rest of the submission did not run."
    ).format(limit=limit)


def too_much_memory(limit: int) -> str:
    return _("Your code used more than {size:.1f} GB of memory.").format(size=limit / 2**30)


def too_many_processes(limit: int) -> str:
    return _("Your code started more than {limit} processes or threads.").format(limit=limit)


def too_many_sockets(limit: int) -> str:
    return _("Your code opened more than {limit} connections.").format(limit=limit)


def too_many_descriptors(limit: int) -> str:
    return _(
        "Your code has too many files open at the same time: there is room for {limit}."
    ).format(limit=limit)


def too_much_disk(limit: int) -> str:
    return _("Your code wrote files of more than {size:.0f} MB in all.").format(size=limit / 2**20)


def too_many_files(limit: int) -> str:
    return _(
        "Your code made more than {limit} files and folders, or folders nested too deeply."
    ).format(limit=limit)


def hidden_process() -> str:
    return _(
        "Your code hid one of its processes, so nobody can see to it that it keeps within the limits."
    )


def outputs_left_out(limit: int) -> str:
    return _(
        "The submission shows more than {size:.0f} MB in all; what this cell showed was left out."
    ).format(size=limit / 2**20)


def picture_left_out(limit: int) -> str:
    return _(
        "A picture is larger than {size:.0f} MB, or has too many pixels, and was left out."
    ).format(size=limit / 2**20)


def in_cell(position: int, sentence: str, exercise: str = "") -> str:
    return _("{cell}: {sentence}").format(cell=cell(position, exercise), sentence=sentence)


def in_call(name: str, sentence: str) -> str:
    """What ended a call ended it here."""
    return _("In a call of `{name}`: {sentence}").format(name=name, sentence=sentence)


def outputs_cut(position: int, exercise: str = "") -> str:
    return _(
        "{cell} showed too many things; we left out the last ones. "
        "Is there a `print` in a long loop?"
    ).format(cell=cell(position, exercise))


def cell_interrupted(position: int, reason: str, exercise: str = "") -> str:
    return _("{cell} was stopped before it ended; what it had defined counts. {reason}").format(
        cell=cell(position, exercise), reason=reason
    )


def asked_without_a_cell() -> str:
    return _(
        "When we tried your functions, a cell that did end here did not get to its end. "
        "Does it depend on how long it takes, or on what ran before it?"
    )


def not_defined_in_time(position: int, name: str, reason: str, exercise: str = "") -> str:
    return _("{cell} did not get as far as defining `{name}`. {reason}").format(
        cell=cell(position, exercise), name=name, reason=reason
    )


def cell_left_out(position: int, reason: str, exercise: str = "") -> str:
    return _("{cell} could not run to its end and was left out: {reason}").format(
        cell=cell(position, exercise), reason=reason
    )


def demo_not_run() -> str:
    return _(
        "This is what the original notebook shows: this cell was not run again when your submission was checked."
    )


def notebook_damaged(reason: str) -> str:
    return _("The file that was handed in is no notebook that we can read: {reason}.").format(
        reason=reason
    )


def notebook_missing(name: str) -> str:
    return _("The notebook `{name}` was not handed in.").format(name=name)


def not_the_file_itself(name: str, shown: str) -> str:
    return _(
        "The notebook `{name}` was not handed in: in its place there is `{shown}`. "
        "Hand in the notebook itself, not in a folder and not compressed."
    ).format(name=name, shown=shown)


def file_taken(shown: str, wanted: str) -> str:
    return _(
        "Your notebook should be called `{wanted}`; we checked the one that you handed in as `{shown}`."
    ).format(wanted=wanted, shown=shown)


def file_chosen(shown: str, number: int, *, exact: bool) -> str:
    why = _("the one with the right name") if exact else _("the one with the most answers")
    return _(
        "You handed in {number} notebooks for this assignment; we checked `{shown}`, {why}."
    ).format(number=number, shown=shown, why=why)


def code_too_long() -> str:
    return _("There was more code here than we can run in one cell; it was left out.")


def cells_unmarked() -> str:
    return _(
        "Your notebook came without the marks by which we recognise some of the cells; we recognised them by what is in them."
    )


def cells_restored(grade_ids: list[str]) -> str:
    return _("Cells were missing from your notebook; we put them back: {names}.").format(
        names=_names(grade_ids)
    )


def cells_reset(grade_ids: list[str], *, kept: bool) -> str:
    said = _("Some cells should not have been changed; we used the original ones: {names}.")
    added = _(" What you added to them runs on its own.") if kept else ""
    return said.format(names=_names(grade_ids)) + added


def cells_retyped(grade_ids: list[str]) -> str:
    return _(
        "The type of some cells had changed (code, text or “raw”); we gave them back their own: {names}."
    ).format(names=_names(grade_ids))


def cells_moved(grade_ids: list[str]) -> str:
    return _("Some cells were in another order; we put them back in their place: {names}.").format(
        names=_names(grade_ids)
    )


def answer_elsewhere(name: str) -> str:
    return _(
        "The answer `{name}` was not in its cell; we found it in another one, and that is the one that we checked."
    ).format(name=name)


def in_place_of_answer(name: str) -> str:
    return _(
        "The answer `{name}` did not come in this cell; if it is in another one, that one counts."
    ).format(name=name)


NAMED = 8  # cells in one sentence


def _names(grade_ids: list[str]) -> str:
    names = ", ".join(f"`{grade_id}`" for grade_id in grade_ids[:NAMED])
    if len(grade_ids) <= NAMED:
        return names
    return _("{names} and {count} more").format(names=names, count=len(grade_ids) - NAMED)


def cell_repeated(grade_id: str) -> str:
    return _(
        "The cell `{grade_id}` was there more than once; we checked the one that counted when its checks were reached."
    ).format(grade_id=grade_id)


def late() -> str:
    """Heads the column of a grade sheet that takes off what coming late costs."""
    return _("late submission")


def pending(exercises: list[str]) -> str:
    """Stands beside a total in which the points of some exercises are still missing."""
    return _("Pending, a person decides: {exercises}.").format(exercises=", ".join(exercises))


def points_pending(points: float, *, failed: bool = True) -> str:
    """Stands beside points that do not count yet.

    Args:
        points: how many.
        failed: whether a person decides because a grader failed, not because a person grades it.
    """
    return ngettext(
        "Still to be decided: {points:g} point; a person gives it{why}.",
        "Still to be decided: {points:g} points; a person gives them{why}.",
        points,
    ).format(points=points, why=_(", because our check failed") if failed else "")


DIFFERENCES = {
    Difference.SHAPE: N_("the shape"),
    Difference.TYPE: N_("the type"),
    Difference.TOO_LARGE: N_("too large"),
    Difference.TOO_SMALL: N_("too small"),
    Difference.LARGE_AND_SMALL: N_("too large in some parts and too small in others"),
    Difference.BORDER: N_("only at the border of the picture"),
    Difference.INSIDE: N_("only inside the picture"),
    Difference.EVERYWHERE: N_("at the border of the picture and inside it"),
}


def difference(which: Difference) -> str:
    """In what an answer differs from the right one, in a few words that follow a colon."""
    return _(DIFFERENCES[which])


def left_off_the_page(what: str) -> str:
    return _(
        "{what} is not shown here, so that this page does not become too large. It is in your notebook."
    ).format(what=what)


ENDINGS = {
    Ending.RIGHT: N_("correct"),
    Ending.WRONG: N_("incorrect"),
    Ending.NO_ATTEMPT: N_("no answer"),
    Ending.RAISED: N_("stopped with an error"),
    Ending.UNUSABLE: N_("the answer does not have the form that is asked for"),
    Ending.OUT_OF_TIME: N_("time ran out"),
    Ending.OUT_OF_MEMORY: N_("memory ran out"),
    Ending.KERNEL_DIED: N_("the program ended abruptly"),
    Ending.NOTEBOOK_DAMAGED: N_("the notebook is damaged"),
    Ending.GRADER_FAILED: N_("the check failed through a fault of ours; the points are pending"),
}


def ending(which: Ending) -> str:
    """How a check ended, in a few words."""
    return _(ENDINGS[which])


KNOWN_ERRORS = frozenset(
    [
        *("AssertionError", "AttributeError", "ImportError", "IndexError", "InvalidArgumentError"),
        *("KeyError", "MemoryError", "NameError", "NotImplementedError", "OverflowError"),
        *("RecursionError", "RuntimeError", "TypeError", "UnboundLocalError", "ValueError"),
        "ZeroDivisionError",
    ]
)
"""Names of exceptions that may be repeated to a student. There are few: a function that chooses by a
hidden argument which one it raises tells that argument, as far as there are names to choose from.
"""

_SAME_AS = {"ModuleNotFoundError": "ImportError"}


def known_error(error: object) -> str:
    """The name under which an exception may be repeated to a student; empty if it may not.

    >>> known_error("TypeError"), known_error("ModuleNotFoundError"), known_error("Secret")
    ('TypeError', 'ImportError', '')
    """
    name = _SAME_AS.get(error, error) if isinstance(error, str) else ""
    return name if name in KNOWN_ERRORS else ""


def no_regular_file(name: str) -> str:
    return _(
        "In place of the notebook `{name}` there is something that is not an ordinary file."
    ).format(name=name)


def notebook_too_large(limit: int) -> str:
    return _("The notebook is larger than {size:.0f} MB.").format(size=limit / 2**20)
