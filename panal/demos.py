"""Which of the instructor's demonstrations can be left out of a submission's run. Pure functions on
notebooks, no kernel.

A *demonstration* is a locked cell of the record with the tag `demo`: it binds names and draws,
nothing else, and shows the same to everyone. It runs only if something that runs can depend on it:
a word of another cell is a name that it binds, be it in a string or a comment, or a student's cell
reaches for names by other ways than naming them. Nothing is proved here: where in doubt, everything
runs, and `doubtful` says when the whole notebook has to run after all.
"""

from __future__ import annotations

import ast
import functools
import re
import symtable
import textwrap
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from panal import messages
from panal.notebook import nbgrader_of

TAG = "demo"
MAX_SOURCE = (
    50_000  # characters of a student's cells together; more are not analysed, and everything runs
)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ORDINARY = _names(
    "__init__ __call__ __name__ __doc__ __repr__ __str__ __len__ __iter__ __next__ __getitem__ __setitem__ __contains__"
    " __eq__ __hash__ __add__ __sub__ __mul__ __truediv__ __matmul__"
)
_REACHES = re.compile(
    # Names of Python's own, whole or in halves that are put together later; what IPython keeps of
    # earlier cells.
    r"__\w*|\w+__|_i+|_i?\d+|_[iod]h"
    # Namespaces, code made of text, and frames, which lead to namespaces.
    r"|globals|locals|vars|dir|eval|exec|compile|builtins|sys|inspect|gc|ctypes|cffi"
    r"|f_(back|globals|locals|builtins|code)|tb_\w+|(gi|cr|ag)_frame"
    r"|_?getframe|_current_frames|currentframe|settrace|setprofile|breakpoint|attrgetter|methodcaller|format_map|v?Formatter"
    # Modules that do these things for others.
    r"|importlib|import_module|runpy|pkgutil|timeit|doctest|unittest|pdb|bdb|traceback|tracemalloc|faulthandler|linecache"
    r"|c?[pP]ickle|dill|cloudpickle|joblib|marshal|shelve|allow_pickle|numexpr|deserialize\w*|load_model|from_config"
    # IPython itself.
    r"|get_ipython|getipython|ipykernel|InteractiveShell|user_ns|user_global_ns|user_module|run_(cell|code|line_magic)\w*"
    # Files, among them /proc/self/mem.
    r"|open|proc|mem|memmap|fromfile|read_(bytes|text)"
)
"""Words by which a cell can reach a name that stands nowhere in it."""

MAX_NO_CODE = 20_000  # characters
_NOTHING = ast.Module([], [])
_IPYTHONS = re.compile(r"[%!?]|^\s*([,;/]|>>>|\.\.\.|In ?\[|[ \t]*#.*coding)", re.M)

_REACHING_MODULES = _names(
    "IPython code codeop profile cProfile trace mock imp rlcompleter site test"
)
"""Modules that do so, with names that mean other things outside an import."""

_DISPLAY = "IPython.display"  # the part of IPython that can't

_CHANCE = _names(
    "random rand randn randint randrange default_rng RandomState seed set_seed set_random_seed shuffle permutation rng"
    " SeedGenerator Dropout gcf gca get_fignums fignum_exists rc rcParams rc_context style clear_session get_uid reset_uids"
)
"""What every cell advances or sets for the cells after it, often without a word: drawing numbers,
the current figure, layer counters. Keras draws for each new layer."""

_DOES_MORE = re.compile(
    r"\w*[sS]ave\w*|imsave|write\w*|dump\w*|to_(csv|json|excel|parquet|hdf|file)|tofile|mkdir|makedirs|touch|remove|rename"
    r"|unlink|rmtree|chdir|copyfile|copytree|system|Popen|subprocess|shutil|urlretrieve|download|environ|putenv"
    r"|Thread|threading|multiprocessing|asyncio|atexit|signal|setattr|delattr|rcParams"
)
"""Words of a cell that does more than bind names and draw, whatever its tag says."""

_SETS = re.compile(
    r"(set|use|seed|rc|enable|disable|register|reset|clear|config|filterwarnings|simplefilter|install|patch)(_\w*)?|seterr|setlocale"
)
"""Functions of modules that change what other cells find there."""

_SWALLOWS = _names(
    "suppress ExitStack hasattr raises assertRaises assert_raises Thread threading concurrent futures submit asyncio"
    " multiprocessing subprocess finalize atexit excepthook showtraceback"
)
"""Words by which code can go on after an error, besides `try`."""

_SUSPECT = _names(
    "NameError UnboundLocalError AttributeError KeyError LookupError ImportError ModuleNotFoundError"
    " RuntimeError StagingError FileNotFoundError"
)
"""Errors that a missing name ends in; Keras and TensorFlow wrap some in the last ones."""

_DEFINES = re.compile(r"^(?:async +)?def +(\w+)", re.M)
_NOT_DEFINED = re.compile(r"NameError: name '(\w+)' is not defined\b")
Raised = tuple[str, str]
"""An error in which a call ended: its kind, and for a `NameError` the name, as the kernel says.

A function that is not there has no kind, and its own name."""

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def is_demo(cell: NotebookNode) -> bool:
    """Whether a cell of a record, or of a notebook that was repaired by it, is a demonstration."""
    meta = nbgrader_of(cell)
    locked = bool(meta.get("locked")) and not meta.get("solution") and not meta.get("grade")
    return cell.cell_type == "code" and locked and has_tag(cell)


def only_shows(cell: NotebookNode) -> bool:
    """Whether nothing that comes later can depend on the pictures which a cell draws: a
    demonstration, or a visible check.
    """
    meta = nbgrader_of(cell)
    return is_demo(cell) or (
        cell.cell_type == "code" and bool(meta.get("grade")) and not meta.get("solution")
    )


def has_tag(cell: NotebookNode) -> bool:
    """Whether an author meant a cell to be one."""
    tags = cell.metadata.get("tags")
    return isinstance(tags, list) and TAG in tags


def is_students(cell: NotebookNode) -> bool:
    """Whether what stands in a code cell is a student's: an answer, or a cell that was added."""
    meta = nbgrader_of(cell)
    return cell.cell_type == "code" and (
        not meta or not meta.get("locked") or bool(meta.get("solution"))
    )


def left_out(nb: NotebookNode) -> frozenset[int]:
    """Positions of the demonstrations that nothing else can depend on.

    Args:
        nb: a submission, repaired by its record.
    """
    try:
        return _left_out(nb)
    except (
        RecursionError,
        MemoryError,
    ):  # how deeply a student's code is nested is the student's choice
        return frozenset()


def _left_out(nb: NotebookNode) -> frozenset[int]:
    cells = [(index, cell) for index, cell in enumerate(nb.cells) if cell.cell_type == "code"]
    waiting = [index for index, cell in cells if is_demo(cell)]
    sources = [cell.source for _, cell in cells if is_students(cell)]
    if not waiting or sum(map(len, sources)) > MAX_SOURCE:
        return frozenset()
    locked = tuple(cell.source for _, cell in cells if not is_demo(cell) and not is_students(cell))
    course = _course(locked, tuple(nb.cells[index].source for index in waiting))
    students = [read(source) for source in sources]
    if any(
        cell.reaches or not cell.mentions.isdisjoint(course.reach | course.chance)
        for cell in students
    ):
        return frozenset()
    # A demonstration may call a student's function, which may keep something for the next call.
    functions = [
        (s, s.state(course.imports, mine=True)) for cell in students for s in cell.statements
    ]
    changed = _State([*course.functions, *functions])
    running = course.mentions.union(*(cell.mentions for cell in students))
    demos = dict(zip(waiting, course.demos, strict=True))
    effects = {index: demo.effects | changed.by(demo.source) for index, demo in demos.items()}
    while True:
        needed = [
            index
            for index, demo in demos.items()
            if demo.always
            or not effects[index].isdisjoint(running)
            or not (
                demo.source.mentions.isdisjoint(course.chance) or running.isdisjoint(course.chance)
            )
        ]
        if not needed:
            return frozenset(demos)
        running = running.union(*(demos.pop(index).source.mentions for index in needed))


def doubtful(
    nb: NotebookNode, record: NotebookNode, errors: Iterable[Raised], incomplete: Iterable[str]
) -> bool:
    """Whether a missing name can explain how a run without all demonstrations ended.

    Where a name is not defined that no cell binds, a demonstration least of all, there is another
    reason: most often it is misspelt. One that a cell binds may be missing because that cell could
    not do without a demonstration. A function is missing whatever ran where its cell is no Python.

    Args:
        nb: the notebook as it ran.
        record: the released notebook.
        errors: errors in which calls of the student's functions ended; of the kind "" for a
            function that was not there, with its name.
        incomplete: exercises that do not have all points.
    """
    cells = [cell for cell in nb.cells if cell.cell_type == "code"]

    @functools.cache  # for most submissions nobody asks
    def bound_somewhere() -> frozenset[str]:
        return frozenset[str]().union(*(read(cell.source).effects(frozenset()) for cell in cells))

    @functools.cache
    def broken() -> frozenset[str]:
        students = [
            (source, read(source))
            for source in (cell.source for cell in cells if is_students(cell))
        ]
        defined = {
            name
            for source, found in students
            if found.tree is _NOTHING
            for name in _DEFINES.findall(source)
        }
        # Another cell that names the function may be there to make it.
        return frozenset(defined).difference(
            *(found.mentions for _, found in students if found.tree is not _NOTHING)
        )

    for kind, name in errors:
        misspelt = kind == "NameError" and bool(name) and name not in bound_somewhere()
        explained = misspelt or (not kind and name in broken())
        if not explained and (not kind or kind in _SUSPECT or kind not in messages.KNOWN_ERRORS):
            return True
    errors_shown = (
        output for cell in cells for output in cell.outputs if output.get("output_type") == "error"
    )
    shown = (
        f"{output.get('ename')}: {output.get('evalue')}"[:10_000] for output in errors_shown
    )  # as any message has them
    if any(
        not _SUSPECT.isdisjoint(_words(_without_misspelt(text, bound_somewhere))) for text in shown
    ):
        return True
    stubs = {nbgrader_of(cell).get("grade_id"): cell.source for cell in record.cells}
    answers = {nbgrader_of(cell).get("grade_id"): cell.source for cell in nb.cells}
    tried = [name for name in incomplete if name not in stubs or answers.get(name) != stubs[name]]
    return bool(tried) and any(read(cell.source).swallows for cell in nb.cells if is_students(cell))


def _without_misspelt(text: str, bound_somewhere: Callable[[], frozenset[str]]) -> str:
    return _NOT_DEFINED.sub(lambda found: found[0] if found[1] in bound_somewhere() else "", text)


@dataclass(frozen=True, slots=True)
class _Demo:
    """A demonstration: whether it runs in any case, and what it changes for other cells."""

    source: Source
    always: bool
    effects: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Course:
    """What the instructor's cells are, the same for each submission.

    Args:
        mentions: words of the locked cells that are no demonstrations.
        imports: names of modules and of what comes from them.
        reach: functions by which names can be reached that stand nowhere.
        chance: words for what every cell advances without naming it.
        functions: statements of the locked cells, with what these change when they are called.
        demos: the demonstrations.
    """

    mentions: frozenset[str]
    imports: frozenset[str]
    reach: frozenset[str]
    chance: frozenset[str]
    functions: Functions
    demos: tuple[_Demo, ...]


@functools.lru_cache(maxsize=8)
def _course(locked_sources: tuple[str, ...], demo_sources: tuple[str, ...]) -> _Course:
    locked, demos = (
        [read(source) for source in locked_sources],
        [read(source) for source in demo_sources],
    )
    imports = frozenset[str]().union(*(cell.imports for cell in [*locked, *demos]))
    statements = [statement for cell in locked for statement in cell.statements]
    return _Course(
        mentions=frozenset[str]().union(*(cell.mentions for cell in locked)),
        imports=imports,
        reach=_derived(statements, [s for s in statements if _reaches(s.node, s.mentions)]),
        chance=_CHANCE
        | _derived(statements, [s for s in statements if not s.mentions.isdisjoint(_CHANCE)]),
        functions=[
            (s, s.state(imports, mine=False)) for cell in [*locked, *demos] for s in cell.statements
        ],
        demos=tuple(_Demo(demo, demo.does_more(imports), demo.effects(imports)) for demo in demos),
    )


def _derived(statements: list[Statement], marked: list[Statement]) -> frozenset[str]:
    """Names bound by some statements, by others that mention these, and so on."""
    found: frozenset[str] = frozenset()
    while marked:
        found = found.union(*(statement.binds for statement in marked))
        marked = [
            s for s in statements if not s.mentions.isdisjoint(found) and not s.binds <= found
        ]
    return found


class _State:
    """What functions change when they are called, to be looked up by what may call them."""

    def __init__(self, functions: Functions) -> None:
        self._binding: dict[str, Functions] = {}
        for statement, state in functions:
            for name in statement.binds:
                self._binding.setdefault(name, []).append((statement, state))

    def by(self, caller: Source) -> frozenset[str]:
        """What is changed by all that a cell mentions, by all that these mention, and so on."""
        changed: set[str] = set()
        seen, todo = set(caller.mentions), list(caller.mentions)
        done: set[Statement] = set()  # one may bind thousands of names
        while todo:
            for statement, state in self._binding.get(todo.pop(), ()):
                if statement not in done:
                    done.add(statement)
                    changed |= state
                    todo += statement.mentions - seen
                    seen |= statement.mentions
        return frozenset(changed)


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A statement at the top level of a cell.

    Args:
        node: it.
        binds: names that it binds there.
        mentions: all words in it.
    """

    node: ast.stmt
    binds: frozenset[str]
    mentions: frozenset[str]

    def state(self, imports: frozenset[str], *, mine: bool) -> frozenset[str]:
        """Names outside of its functions whose objects these change when they are called.

        Args:
            imports: names of modules and what comes from them; calling their functions changes
                nothing.
            mine: it is a student's, of whom less is taken for granted.
        """
        functions = [n for n in ast.walk(self.node) if isinstance(n, _FUNCTIONS)]
        if not functions:
            return frozenset()
        declared = {
            name
            for n in ast.walk(self.node)
            if isinstance(n, ast.Global | ast.Nonlocal)
            for name in n.names
        }
        changed = _changed(self.node, imports)
        if not mine or len(functions) < 2:  # what is local to one function lives on in another
            local = {
                n.id
                for n in ast.walk(self.node)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            local |= {n.arg for n in ast.walk(self.node) if isinstance(n, ast.arg)}
            changed -= local - declared
        if mine:
            kept = [
                default
                for f in functions
                for default in [*f.args.defaults, *filter(None, f.args.kw_defaults)]
            ]
            objects = any(not isinstance(n, ast.Constant | ast.Name | ast.Tuple) for n in kept)
            if objects or any(
                isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)
                for n in ast.walk(self.node)
            ):
                changed |= self.binds
        return frozenset(changed | declared)


@dataclass(frozen=True, slots=True)
class Source:
    """The source of a cell.

    Args:
        tree: its syntax; None if it is more than plain Python, or none.
        mentions: all words in it, in code, strings and comments, as Python writes names (NFKC).
        binds: names that it binds in the notebook's namespace.
        imports: those that it imports.
        statements: of its top level.
    """

    tree: ast.Module | None
    mentions: frozenset[str]
    binds: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    statements: tuple[Statement, ...] = ()

    @property
    def reaches(self) -> bool:
        """Whether it may use names that stand nowhere in it."""
        return self.tree is None or _reaches(self.tree, self.mentions)

    @property
    def swallows(self) -> bool:
        """Whether it may hide that a name is missing."""
        if self.tree is None or not self.mentions.isdisjoint(_SWALLOWS):
            return True
        return any(isinstance(node, ast.Try | ast.TryStar) for node in ast.walk(self.tree))

    def effects(self, imports: frozenset[str]) -> frozenset[str]:
        """Names that mean something else once it ran: bound by it, or their objects changed."""
        if self.tree is None:  # it `does_more`
            return frozenset()
        # `import a.b as c` also makes `a.b` a name that others find.
        modules = {
            word
            for node in _imports(self.tree)
            for alias in _modules(node)
            for word in alias.split(".")
        }
        return self.binds | modules | _changed(self.tree, imports)

    def does_more(self, imports: frozenset[str]) -> bool:
        """Whether it may do more than bind names that can be known, and draw."""
        if self.tree is None or _reaches(self.tree, self.mentions):
            return True
        special = any(name.startswith("__") for name in self.binds - {"__annotations__"})
        if special or any(_DOES_MORE.fullmatch(word) for word in self.mentions):
            return True
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                return True
            if (
                isinstance(node, ast.Call)
                and _root(node.func) in imports
                and any(map(_SETS.fullmatch, _path(node.func)))
            ):
                return True
        return False


Functions = list[tuple[Statement, frozenset[str]]]
"""Statements with the names whose objects their functions change when they are called."""


def read(source: str) -> Source:
    """Analyse the source of a cell; whatever it is, this returns."""
    tree = _parse(source)
    words = frozenset(_words(source))
    if tree is None:
        return Source(_NOTHING if _is_no_code(source) else None, words)
    annotated = (
        {"__annotations__"} if any(isinstance(n, ast.AnnAssign) for n in ast.walk(tree)) else set()
    )
    try:
        statements = tuple(Statement(node, _bound_by(node), mentions(node)) for node in tree.body)
        return Source(
            tree,
            words.union(*(statement.mentions for statement in statements)),
            bound(source) | annotated,
            frozenset(
                (alias.asname or alias.name).split(".")[0]
                for node in _imports(tree)
                for alias in node.names
            ),
            statements,
        )
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Source(None, words)


def _parse(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a student's stray backslash is no concern of ours
            return ast.parse(source)
    except (
        SyntaxError,
        ValueError,
        RecursionError,
        MemoryError,
    ):  # magics, a null byte, brackets without end
        return None


def _is_no_code(source: str) -> bool:
    """Whether IPython finds a mistake in its syntax, so that nothing of it runs.

    Where in doubt it is not so: a sign by which a line can be one of IPython's own (`%`, `!`, `?`,
    and `,`, `;`, `/` at its beginning) or a prompt that is taken off, and whatever takes long to be
    read.
    """
    if len(source) > MAX_NO_CODE or _IPYTHONS.search(source):
        return False
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    for text in (source, textwrap.dedent(source)):  # IPython takes off the indent of the first line
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(text, "<cell>", "exec", flags, dont_inherit=True)
            return False
        except SyntaxError:
            continue
        except (ValueError, RecursionError, MemoryError):
            return False
    return True


def bound(source: str) -> frozenset[str]:
    """Names that the source of a cell binds or deletes in the notebook's namespace, at once or in
    its functions.

    Raises:
        SyntaxError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        top = symtable.symtable(source, "<cell>", "exec")
    found = {symbol.get_name() for symbol in top.get_symbols() if _binds(symbol)}
    for table in _tables(top):
        found |= {
            symbol.get_name() for symbol in table.get_symbols() if symbol.is_declared_global()
        }
    return frozenset(found)


def _binds(symbol: symtable.Symbol) -> bool:
    # A walrus in a comprehension counts as declared global.
    return (
        symbol.is_assigned()
        or symbol.is_imported()
        or symbol.is_namespace()
        or symbol.is_declared_global()
    )


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _tables(child)


def _bound_by(statement: ast.stmt) -> frozenset[str]:
    """The same for one statement, more roughly: it may name too many."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return frozenset({statement.name})
    found = {
        n.id
        for n in ast.walk(statement)
        if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
    }
    found |= {
        n.name
        for n in ast.walk(statement)
        if isinstance(n, _SCOPES) and not isinstance(n, ast.Lambda)
    }
    found |= {
        (alias.asname or alias.name).split(".")[0]
        for node in _imports(statement)
        for alias in node.names
    }
    return frozenset(found)


def mentions(node: ast.AST) -> frozenset[str]:
    """All identifiers below a node, and all words of its strings."""
    found: set[str] = set()
    for part in ast.walk(node):
        for _, value in ast.iter_fields(part):
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, bytes):
                    text = text.decode("latin-1")
                if isinstance(text, str):
                    found |= {text, *_words(text)} if len(text) < 100 else set(_words(text))
    return frozenset(found)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Import | ast.ImportFrom))


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    names = [alias.name for alias in node.names]
    return names if isinstance(node, ast.Import) else [node.module or "", *names]


def _reaches(node: ast.AST, words: frozenset[str]) -> bool:
    """Whether code may use names that stand nowhere in it."""
    if any(_REACHES.fullmatch(word) and word not in _ORDINARY for word in words):
        return True
    named: set[int] = (
        set()
    )  # calls such as getattr(x, "shape"), whose attribute is a word like others
    for part in ast.walk(node):
        if isinstance(part, ast.Import | ast.ImportFrom):
            shown = isinstance(part, ast.ImportFrom) and part.module == _DISPLAY
            if not shown and any(
                not _REACHING_MODULES.isdisjoint(name.split(".")) for name in _modules(part)
            ):
                return True
        elif isinstance(part, ast.Call):
            if (
                isinstance(part.func, ast.Name)
                and len(part.args) > 1
                and isinstance(part.args[1], ast.Constant)
            ):
                named.add(id(part.func))
        elif isinstance(part, ast.Attribute):
            if part.attr == "format" and not isinstance(
                part.value, ast.Constant
            ):  # "{0.x}" reads attributes
                return True
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            if part.id in ("In", "Out") or not part.id.strip("_"):
                return True
            if part.id in ("getattr", "setattr", "delattr", "hasattr") and id(part) not in named:
                return True
    return False


def _changed(node: ast.AST, imports: frozenset[str]) -> set[str]:
    """Names whose objects code may change without binding them: parts that it sets, methods that it
    calls.
    """
    found: set[str | None] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute | ast.Subscript) and not isinstance(part.ctx, ast.Load):
            found.add(_root(part))
        elif isinstance(part, ast.AugAssign):
            found.add(_root(part.target))
        elif isinstance(part, ast.Call):
            if isinstance(part.func, ast.Attribute):
                found.add(None if _root(part.func) in imports else _root(part.func))
            if isinstance(part.func, ast.Name) and part.func.id == "next":
                found |= {_root(argument) for argument in part.args}
            found |= {_root(keyword.value) for keyword in part.keywords if keyword.arg == "out"}
    # Where a name is only another one for (a part of) an object, that object is changed. Values are
    # looked at and kept once, however many names they have: the text is a student's, and the time
    # must not grow with its square.
    known: Known = {}
    values: list[set[str | None]] = []
    also: dict[str, list[int]] = {}
    for targets, value in _assignments(node):
        values.append(_same_object(value, imports, known))
        for name in {
            n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)
        }:
            also.setdefault(name, []).append(len(values) - 1)
    todo = [name for name in found if name is not None]
    while todo:
        for number in also.pop(todo.pop(), ()):
            more, values[number] = values[number] - found, set()
            found |= more
            todo += [name for name in more if name is not None]
    return {name for name in found if name is not None}


Known = dict[ast.AST, set[str | None]]
"""What `_same_object` has said of a value already: one is part of another."""


def _assignments(node: ast.AST) -> Iterator[tuple[list[ast.expr], ast.AST]]:
    for part in ast.walk(node):
        if isinstance(part, ast.Assign):
            yield part.targets, part.value
        elif isinstance(part, ast.AnnAssign | ast.NamedExpr) and part.value is not None:
            yield [part.target], part.value
        elif isinstance(part, ast.For | ast.comprehension):
            yield [part.target], part.iter


def _same_object(value: ast.AST, imports: frozenset[str], known: Known) -> set[str | None]:
    """Names whose objects a value may be, share memory with or hold. What the course's own
    functions return is new.
    """
    if value not in known:
        known[value] = _look_at(value, imports, known)
    return known[value]


def _look_at(value: ast.AST, imports: frozenset[str], known: Known) -> set[str | None]:
    if isinstance(value, ast.Call):
        root = _root(value.func)
        if root not in imports:
            return {root} if isinstance(value.func, ast.Attribute) else set()
        if isinstance(value.func, ast.Name):  # a class: a new object
            return set()
        return set().union(*(_same_object(argument, imports, known) for argument in value.args))
    if isinstance(value, ast.Name | ast.Attribute | ast.Subscript):
        return {_root(value)}
    if isinstance(value, ast.BinOp | ast.UnaryOp | ast.Compare | ast.JoinedStr | ast.Lambda):
        return set()
    return set().union(
        *(_same_object(child, imports, known) for child in ast.iter_child_nodes(value))
    )


def _root(node: ast.AST) -> str | None:
    """The name at the beginning of `name.a[b].c`; None where there is none, as for the result of a
    call.
    """
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _path(node: ast.AST) -> list[str]:
    """The words of `name.a.b`."""
    words = []
    while isinstance(node, ast.Attribute):
        words.append(node.attr)
        node = node.value
    return [*words, node.id] if isinstance(node, ast.Name) else words
