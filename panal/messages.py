"""Every Spanish sentence that the engine itself says to a student. Graders bring their own."""

from __future__ import annotations

import re

from panal.results import Difference, Ending, Judged


def missing(name: str) -> str:
    return f"No encontramos `{name}` en tu cuaderno. Revisa que el nombre no haya cambiado."


def missing_something() -> str:
    return (
        "No encontramos en tu cuaderno algo que se pide. Revisa que los nombres no hayan cambiado."
    )


def cell_not_python(position: int, line: int, code: str, problem: str, name: str) -> str:
    where = f" en la línea {line}" if line else ""
    shown = f" (`{code}`)" if code else ""
    why = f": {problem}" if problem else ""
    return f"La celda {position} tiene un error de sintaxis{where}{shown}{why}. Por eso no se ejecutó, y `{name}` no quedó definida."


def cell_stopped(position: int, line: int, error: str, lacking: str, name: str) -> str:
    where = f" en la línea {line}" if line else ""
    what = {
        "ModuleNotFoundError": f": aquí no está instalado `{lacking}`",
        "UsageError": f": aquí no existe `{lacking}`",
        "NameError": f": todavía no existía `{lacking}`",
    }.get(error, "")
    why = what if lacking else ""
    return f"La celda {position} se detuvo con `{error}`{where}{why}. Por eso `{name}` no quedó definida."


SYNTAX = (
    (r"expected '(.+?)'", "falta «{}»"),
    (r"incomplete input", "falta cerrar un paréntesis o unas comillas"),  # what IPython makes of it
    (r"'(.)' was never closed", "falta cerrar «{}»"),
    (r"unmatched '(.)'", "sobra «{}»"),
    (r"closing parenthesis '(.)' does not match opening parenthesis '(.)'", "«{}» no cierra «{}»"),
    (r"unterminated triple-quoted", "falta cerrar un texto entre comillas triples"),
    (r"unterminated|EOL while scanning", "faltan las comillas que cierran un texto"),
    (r".*Perhaps you forgot a comma", "quizá falta una coma"),
    (r".*Maybe you meant '=='", "quizá querías escribir «==» en lugar de «=»"),
    (r"cannot assign to", "a la izquierda de «=» no hay nada a lo que se pueda asignar un valor"),
    (r"unexpected indent", "la línea tiene más sangría de la que le corresponde"),
    (r"expected an indented block", "falta la sangría de esta línea"),
    (r"unindent does not match", "la sangría no coincide con la de ninguna línea de arriba"),
    (r"inconsistent use of tabs", "la sangría mezcla tabuladores y espacios"),
    (r"Missing parentheses in call to '(\w+)'", "faltan los paréntesis de «{}»"),
    (r"invalid character '(.)'", "Python no admite aquí el carácter «{}»"),
    (r"invalid non-printable character", "hay un carácter invisible que Python no admite"),
    (r"'(\w+)' outside function", "«{}» está fuera de una función"),
    (r"'(\w+)' (?:outside|not properly in) loop", "«{}» está fuera de un ciclo"),
    (r"(?:non-default argument follows|parameter without a default)", "un parámetro sin valor por defecto va detrás de uno que lo tiene"),
)  # fmt: skip
"""What Python says of a syntax error, and the same in Spanish."""


def syntax_problem(said: str) -> str:
    """A syntax error in a few words; empty where the line says more than they would."""
    for pattern, words in SYNTAX:
        found = re.match(pattern, said)
        if found:
            return words.format(*found.groups())
    return ""


def untouched(name: str) -> str:
    return f"Todavía no hay una respuesta: `{name}` sigue como venía (`NotImplementedError`)."


def raised(error: str) -> str:
    return f"Tu función se detuvo con un error de tipo `{error}`. Pruébala con otros argumentos que permita el enunciado."


def raised_own_error() -> str:
    return (
        "Tu función se detuvo con un error. Pruébala con otros argumentos que permita el enunciado."
    )


def raised_when_tried(error: str) -> str:
    what = f"un error de tipo `{error}`" if error else "un error"
    return f"Al probar lo que escribiste, se detuvo con {what}."


def did_not_raise() -> str:
    return "Aquí tu función debía detenerse con un error, y devolvió una respuesta."


def raised_another(error: str) -> str:
    what = f"uno de tipo `{error}`" if error else "uno de otro tipo"
    return f"Tu función se detuvo con un error, pero no con el que se pide, sino con {what}."


def no_response() -> str:
    return "En esta celda no hay una respuesta: sigue como venía."


def notebook_handed_in() -> str:
    """What is checked first of all."""
    return "Cuaderno entregado"


def inside_title(*, hidden: bool) -> str:
    """What is checked where the tests stand in the notebook."""
    return (
        "Las pruebas del cuaderno, también las que no se ven"
        if hidden
        else "Las pruebas del cuaderno"
    )


JUDGED = {
    Judged.OUTSIDE: "",
    Judged.INSIDE: "Se revisa con las pruebas del cuaderno, en el mismo programa que ejecuta tu código.",
    Judged.PERSON: "Lo revisa una persona.",
}


def judged(where: Judged) -> str:
    """Where the points of an exercise come from; empty for the usual way."""
    return JUDGED[where]


def inside_failed(error: str, *, seen: bool) -> str:
    """Tests of the notebook ended with an exception. Of one that is not seen, nothing is told but its
    type, if that is a common one.
    """
    if error == "NotImplementedError":
        return "Todavía no hay una respuesta: las pruebas se detienen con `NotImplementedError`."
    if seen:
        how = f" con `{error}`" if error else ""
        return f"Las pruebas se detuvieron{how}. Más abajo, en tu cuaderno, se ve dónde."
    if error in ("AssertionError", ""):
        return (
            "Pasan las pruebas que se ven, pero no todas las que no se ven. "
            "Prueba tu código con otros valores que permita el enunciado."
        )
    return (
        f"Pasan las pruebas que se ven, pero en una que no se ve algo se detuvo con `{error}`. "
        "Prueba tu código con otros valores que permita el enunciado."
    )


def inside_partial(points: float, most: float) -> str:
    return f"Las pruebas le dan {points:g} de {most:g} puntos."


def no_memory() -> str:
    return "Tu función pidió más memoria de la que hay disponible. ¿Creas un arreglo mucho más grande de lo necesario?"


def answer_too_large() -> str:
    return "Tu función devolvió una respuesta demasiado grande para ser revisada."


def answer_unreadable() -> str:
    return "No pudimos leer lo que devolvió tu función: no tiene la forma de una respuesta."


def kernel_died() -> str:
    return "El programa terminó de golpe mientras se ejecutaba tu código (como con `os._exit()`, o con un fallo grave)."


WHAT = {"cell": "en la celda", "call": "en una llamada a tu función"}


def _seconds(seconds: float) -> str:
    return f"{seconds:g} s"


def too_much_cpu(seconds: float, what: str) -> str:
    return (
        f"Tu código usó más de {_seconds(seconds)} de cálculo {WHAT[what]}. "
        "¿Hay un ciclo que no termina?"
    )


def too_much_time(seconds: float, what: str) -> str:
    return f"Tu código tardó más de {_seconds(seconds)} {WHAT[what]}. ¿Espera algo que nunca llega?"


def exercise_out_of_time() -> str:
    return (
        "Otras llamadas a tu función ya agotaron el tiempo de este ejercicio, y esta tampoco "
        "terminó en el poco que quedaba. ¿Hay un ciclo que no termina?"
    )


def kernel_unreadable() -> str:
    return "Tu código interfirió con el programa que lo ejecuta, y no pudimos seguir."


def submission_out_of_time(seconds: float) -> str:
    return (
        f"Se acabó el tiempo de tu entrega ({_seconds(seconds)} en total) antes de llegar a esta "
        "comprobación."
    )


def too_many_restarts(limit: int) -> str:
    return (
        f"Tu código terminó el programa más de {limit} veces; el resto de la entrega no se ejecutó."
    )


def too_much_memory(limit: int) -> str:
    return f"Tu código ocupó más de {limit / 2**30:.1f} GB de memoria."


def too_many_processes(limit: int) -> str:
    return f"Tu código abrió más de {limit} procesos o hilos."


def too_many_sockets(limit: int) -> str:
    return f"Tu código abrió más de {limit} conexiones."


def too_many_descriptors() -> str:
    return "Tu código tiene demasiados archivos abiertos a la vez."


def too_much_disk(limit: int) -> str:
    return f"Tu código escribió archivos de más de {limit / 2**20:.0f} MB en total."


def too_many_files(limit: int) -> str:
    return f"Tu código creó más de {limit} archivos y carpetas, o carpetas demasiado anidadas."


def hidden_process() -> str:
    return (
        "Tu código escondió uno de sus procesos, y así no se puede cuidar que respete los límites."
    )


def outputs_left_out() -> str:
    return "La entrega muestra demasiadas cosas en total; lo que esta celda mostró se dejó fuera."


def picture_left_out(limit: int) -> str:
    return f"Una imagen ocupa más de {limit / 2**20:.0f} MB, o tiene demasiados píxeles, y se dejó fuera."


def in_cell(position: int, sentence: str) -> str:
    return f"Celda {position}: {sentence}"


def outputs_cut(position: int) -> str:
    return (
        f"La celda {position} mostró demasiadas cosas; dejamos fuera las últimas. "
        "¿Hay un `print` dentro de un ciclo largo?"
    )


def cell_interrupted(position: int, reason: str) -> str:
    return f"La celda {position} se detuvo antes de terminar; vale lo que había definido. {reason}"


def asked_without_a_cell() -> str:
    return (
        "Cuando probamos tus funciones, una celda que aquí sí terminó no llegó a terminar. "
        "¿Depende de cuánto tarda, o de qué se ejecutó antes?"
    )


def not_defined_in_time(position: int, name: str, reason: str) -> str:
    return f"La celda {position} no llegó a definir `{name}`. {reason}"


def cell_left_out(position: int, reason: str) -> str:
    return f"La celda {position} no se pudo ejecutar completa y se dejó fuera: {reason}"


def demo_not_run() -> str:
    return "Esto lo muestra el cuaderno original: al revisar tu entrega, esta celda no se volvió a ejecutar."


def notebook_damaged(reason: str) -> str:
    return f"El archivo entregado no es un cuaderno que podamos leer: {reason}."


def notebook_missing(name: str) -> str:
    return f"No se entregó el cuaderno `{name}`."


def not_the_file_itself(name: str, shown: str) -> str:
    return (
        f"No se entregó el cuaderno `{name}`: en su lugar está `{shown}`. "
        "Entrega el cuaderno mismo, fuera de carpetas y sin comprimir."
    )


def file_taken(shown: str, wanted: str) -> str:
    return f"Tu cuaderno debía llamarse `{wanted}`; revisamos el que entregaste como `{shown}`."


def file_chosen(shown: str, number: int, *, exact: bool) -> str:
    why = "el que tiene el nombre pedido" if exact else "el que tiene más respuestas"
    return f"Entregaste {number} cuadernos de esta tarea; revisamos `{shown}`, {why}."


def code_too_long() -> str:
    return "Aquí había más código del que podemos ejecutar en una celda; se dejó fuera."


def cells_unmarked() -> str:
    return "Tu cuaderno llegó sin las marcas con que reconocemos algunas celdas; las reconocimos por lo que contienen."


def cells_restored(grade_ids: list[str]) -> str:
    return f"Faltaban celdas en tu cuaderno; las pusimos de nuevo: {_names(grade_ids)}."


def cells_reset(grade_ids: list[str], *, kept: bool) -> str:
    added = " Lo que agregaste en ellas se ejecuta aparte." if kept else ""
    return (
        f"Hay celdas que no se debían cambiar; usamos las originales: {_names(grade_ids)}.{added}"
    )


def cells_retyped(grade_ids: list[str]) -> str:
    return f"Hay celdas que habían cambiado de tipo (código, texto o «raw»); les devolvimos el suyo: {_names(grade_ids)}."


def cells_moved(grade_ids: list[str]) -> str:
    return f"Algunas celdas estaban en otro orden; las devolvimos a su lugar: {_names(grade_ids)}."


def answer_elsewhere(name: str) -> str:
    return f"La respuesta `{name}` no estaba escrita en su celda; la encontramos en otra, y es la que revisamos."


def in_place_of_answer(name: str) -> str:
    return f"En esta celda no venía la respuesta `{name}`; si está en otra, vale esa."


NAMED = 8  # cells in one sentence


def _names(grade_ids: list[str]) -> str:
    named = ", ".join(f"`{grade_id}`" for grade_id in grade_ids[:NAMED])
    return named if len(grade_ids) <= NAMED else f"{named} y {len(grade_ids) - NAMED} más"


def cell_repeated(grade_id: str) -> str:
    return f"La celda `{grade_id}` aparecía más de una vez; revisamos la que valía al llegar a sus comprobaciones."


LATE = "entrega tardía"
"""Heads the column of a grade sheet that takes off what coming late costs."""


def pending(exercises: list[str]) -> str:
    """Stands beside a total in which the points of some exercises are still missing."""
    return f"Pendiente, lo decide una persona: {', '.join(exercises)}."


def points_pending(points: float, *, failed: bool = True) -> str:
    """Stands beside points that do not count yet.

    Args:
        points: how many.
        failed: whether a person decides because a grader failed, not because a person grades it.
    """
    which, gives = (
        ("Falta 1 punto", "lo pone") if points == 1 else (f"Faltan {points:g} puntos", "los pone")
    )
    why = ", porque nuestra revisión falló" if failed else ""
    return f"{which} por decidir: {gives} una persona{why}."


DIFFERENCES = {
    Difference.SHAPE: "la forma",
    Difference.TYPE: "el tipo",
    Difference.TOO_LARGE: "demasiado grande",
    Difference.TOO_SMALL: "demasiado pequeño",
    Difference.LARGE_AND_SMALL: "demasiado grande en unas partes y demasiado pequeño en otras",
    Difference.BORDER: "solo en el borde de la imagen",
    Difference.INSIDE: "solo en el interior de la imagen",
    Difference.EVERYWHERE: "en el borde y en el interior de la imagen",
}


def difference(which: Difference) -> str:
    """In what an answer differs from the right one, in a few words that follow a colon."""
    return DIFFERENCES[which]


def left_off_the_page(what: str) -> str:
    return f"{what} no se muestra aquí, para que esta página no sea demasiado grande. Está en tu cuaderno."


ENDINGS = {
    Ending.RIGHT: "correcto",
    Ending.WRONG: "incorrecto",
    Ending.NO_ATTEMPT: "sin respuesta",
    Ending.RAISED: "se detuvo con un error",
    Ending.UNUSABLE: "la respuesta no tiene la forma pedida",
    Ending.OUT_OF_TIME: "se acabó el tiempo",
    Ending.OUT_OF_MEMORY: "se acabó la memoria",
    Ending.KERNEL_DIED: "el programa terminó de golpe",
    Ending.NOTEBOOK_DAMAGED: "el cuaderno está dañado",
    Ending.GRADER_FAILED: "la revisión falló por un error nuestro; los puntos están pendientes",
}


def ending(which: Ending) -> str:
    """How a check ended, in a few words."""
    return ENDINGS[which]


KNOWN_ERRORS = frozenset(
    [
        *("AssertionError", "AttributeError", "ImportError", "IndexError", "InvalidArgumentError"),
        *("KeyError", "MemoryError", "ModuleNotFoundError", "NameError", "NotImplementedError"),
        *("RecursionError", "RuntimeError", "TypeError", "UnboundLocalError", "ValueError"),
        "ZeroDivisionError",
    ]
)
"""Names of exceptions that may be repeated to a student. There are few: a function that chooses by a
hidden argument which one it raises tells that argument, as far as there are names to choose from.
"""


def no_regular_file(name: str) -> str:
    return f"En lugar del cuaderno `{name}` hay algo que no es un archivo común."


def notebook_too_large(limit: int) -> str:
    return f"El cuaderno ocupa más de {limit / 2**20:.0f} MB."
