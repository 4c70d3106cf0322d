"""nbgrader_config.py in, frozen values out. No other module reads configuration, flags or the
environment.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from traitlets import Dict, Enum, Float, Integer, List, Tuple, Unicode
from traitlets.config import Configurable

from panal.errors import UsageError, did_you_mean
from panal.language import DEFAULT, languages, use

MAX_ANSWER_BYTES = 32 * 2**20
"""More does not fit into a message of the kernel, see `panal.kernel.kernel`."""


KERNEL_USERS = (60706, 61183)
"""Above 60000, and none that Debian or systemd gives to anybody
(https://systemd.io/UIDS-GIDS/)."""

STRONGEST = "strongest"
RUNGS = ("namespaces", "users", "landlock")
"""What the wall can be made of, the strongest first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one submission may use. The trait of `Sealed` with the same name documents each field."""

    cell_cpu_seconds: float = 20.0
    cell_wall_seconds: float = 60.0
    call_cpu_seconds: float = 3.0
    call_wall_seconds: float = 15.0
    exercise_cpu_seconds: float = 6.0
    submission_wall_seconds: float = 900.0
    restarts: int = 20
    memory_bytes: int = 3 * 2**30
    processes: int = 256
    sockets: int = 500
    descriptors: int = 4096
    disk_bytes: int = 256 * 2**20
    output_bytes: int = 16 * 2**20
    output_messages: int = 5000
    submission_output_bytes: int = 64 * 2**20
    picture_bytes: int = 4 * 2**20
    answer_bytes: int = MAX_ANSWER_BYTES
    notebook_bytes: int = 256 * 2**20


_DEFAULT = Limits()

NO_TIMEOUT = 3600.0
"""Seconds that stand for nbgrader's "no timeout": here everything ends."""


class Sealed(Configurable):
    """Limits of the sealed kernels that run students' code, and what they have loaded. Set as
    `c.Sealed.<name>`.
    """

    cell_cpu_seconds = Float(
        _DEFAULT.cell_cpu_seconds, help="Processor seconds of one cell, all its processes together."
    ).tag(config=True)
    cell_wall_seconds = Float(
        None,
        allow_none=True,
        help="Seconds by the clock of one cell that waits; by default three times its processor seconds.",
    ).tag(config=True)
    call_cpu_seconds = Float(
        _DEFAULT.call_cpu_seconds,
        help="Processor seconds of one call of a grader to a student's function.",
    ).tag(config=True)
    call_wall_seconds = Float(
        None,
        allow_none=True,
        help="Seconds by the clock of one such call that waits; by default five times its processor seconds.",
    ).tag(config=True)
    exercise_cpu_seconds = Float(
        _DEFAULT.exercise_cpu_seconds,
        help="Processor seconds that the calls of one exercise may lose by running out of time. "
        "After that a call has twice as long as the slowest one that was answered, but at least "
        "one second; each further loss halves that second.",
    ).tag(config=True)
    submission_wall_seconds = Float(
        _DEFAULT.submission_wall_seconds,
        help="Seconds by the clock of one run of a submission, not counting the processor time of "
        "calls that are answered. What is not reached by then is out of time.",
    ).tag(config=True)
    restarts = Integer(
        _DEFAULT.restarts,
        help="How many kernels a submission may lose in one run. What is left after that does "
        "not run.",
    ).tag(config=True)
    memory_bytes = Integer(
        _DEFAULT.memory_bytes,
        help="Bytes of memory that the processes of a submission may have of their own.",
    ).tag(config=True)
    processes = Integer(_DEFAULT.processes, help="Processes and threads of a submission.").tag(
        config=True
    )
    sockets = Integer(
        _DEFAULT.sockets,
        help="Open sockets of a submission. Each holds memory that counts for no process.",
    ).tag(config=True)
    descriptors = Integer(
        _DEFAULT.descriptors,
        help="Room for open files in all processes of a submission together, as Linux makes it: 64, 128, 256, … for each.",
    ).tag(config=True)
    disk_bytes = Integer(
        _DEFAULT.disk_bytes, help="Bytes that a submission may have written at a time."
    ).tag(config=True)
    output_bytes = Integer(
        _DEFAULT.output_bytes, help="Bytes of output of one cell, pictures included."
    ).tag(config=True)
    output_messages = Integer(
        _DEFAULT.output_messages, help="Pictures, tables and other displays of one cell."
    ).tag(config=True)
    submission_output_bytes = Integer(
        _DEFAULT.submission_output_bytes,
        help="Bytes of output of all cells together; the rest is left out.",
    ).tag(config=True)
    picture_bytes = Integer(
        _DEFAULT.picture_bytes,
        help="Bytes of one picture that a cell shows; a larger one is left out.",
    ).tag(config=True)
    answer_bytes = Integer(
        _DEFAULT.answer_bytes,
        min=0,
        max=MAX_ANSWER_BYTES,
        help="Bytes of the arrays of one answer of a student's function.",
    ).tag(config=True)
    notebook_bytes = Integer(
        _DEFAULT.notebook_bytes,
        help="Bytes of a submitted notebook, including what is left out of it, such as old outputs.",
    ).tag(config=True)

    wall = Enum(
        (STRONGEST, *RUNGS),
        default_value=STRONGEST,
        help="What seals students' code: `namespaces`, `users` or `landlock`, and nothing else "
        "then; by default the first of them that this machine has.",
    ).tag(config=True)
    kernel_users = Tuple(
        Integer(),
        Integer(),
        default_value=KERNEL_USERS,
        help="First and last number of the users and groups that kernels become if panal is root. "
        "Nobody else may have them.",
    ).tag(config=True)
    preload = List(
        Unicode(),
        default_value=[
            "tensorflow",
            "keras",
            "matplotlib.pyplot",
            "skimage.io",
            "skimage.io._io",
            "skimage.filters",
            "imageio.plugins.pillow",
            "scipy.signal",
        ],
        help="Modules that the warm process imports before kernels are forked from it. None may run a TensorFlow operation.",
    ).tag(config=True)
    graders_directory = Unicode(
        "graders",
        help="Folder of the hidden graders, below the course's root, with a folder for each assignment.",
    ).tag(config=True)

    requirements = Unicode(
        "requirements.txt",
        help="File beside an assignment's notebooks that names the packages which it needs; if one is missing, nobody is graded. Empty: nothing is looked at.",
    ).tag(config=True)
    assignments = Dict(
        value_trait=Dict(),
        help="Limits and preload of single assignments, as {'redes': {'cell_cpu_seconds': 60}}.",
    ).tag(config=True)

    def limits(self, assignment: str = "") -> Limits:
        """What a submission may use.

        Args:
            assignment: which assignment; by default one without limits of its own.

        Raises:
            UsageError: a limit makes no sense.
        """
        names = [field.name for field in fields(Limits)]
        set_here = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        limits = changed(Limits(), set_here | self._timeout(), "c.Sealed")
        own = self.assignments.get(assignment, {})
        numbers = {name: value for name, value in own.items() if name != "preload"}
        return changed(limits, numbers, f"c.Sealed.assignments[{assignment!r}]")

    def _timeout(self) -> dict[str, float]:
        """More time for a cell if the course gives its cells more in nbgrader's own words."""
        timeouts = [
            self.config[name]["timeout"]
            for name in ("ExecutePreprocessor", "Execute")
            if name in self.config and "timeout" in self.config[name]
        ]
        if not timeouts or "cell_cpu_seconds" in self.config["Sealed"]:
            return {}
        last = timeouts[-1]
        seconds = float(last) if isinstance(last, int | float) and last > 0 else NO_TIMEOUT
        return {"cell_cpu_seconds": max(_DEFAULT.cell_cpu_seconds, seconds)}

    def preloaded(self, assignment: str = "") -> tuple[str, ...]:
        """Modules of the warm process.

        Args:
            assignment: which assignment, since it may have a list of its own.

        Raises:
            UsageError: that is no list of names.
        """
        own = self.assignments.get(assignment, {}).get("preload", self.preload)
        if not isinstance(own, list | tuple) or not all(isinstance(each, str) for each in own):
            raise UsageError(
                f"c.Sealed.assignments[{assignment!r}]: preload is {own!r}, and must be a list of "
                "names of modules."
            )
        return tuple(own)


CLOCK = {"cell_wall_seconds": ("cell_cpu_seconds", 3), "call_wall_seconds": ("call_cpu_seconds", 5)}
"""Where seconds by the clock are not set: from which limit they follow, and by which factor."""

LEAST = {"memory_bytes": 2**28, "disk_bytes": 2**20, "processes": 32, "descriptors": 1024}
"""With less than this no kernel starts."""


def changed(limits: Limits, changes: Mapping[str, Any], where: str) -> Limits:
    """Limits with some of them changed.

    Args:
        limits: what holds elsewhere.
        changes: new numbers, by name.
        where: where they are set, for people.

    Raises:
        UsageError: there is no such limit, or it makes no sense.

    Example:
        >>> changed(Limits(), {"call_cpu_seconds": 60}, "c.Sealed").call_wall_seconds
        300
    """
    known = {field.name for field in fields(Limits)}
    for name, value in changes.items():
        if name not in known:
            raise UsageError(
                f"{where} sets {name!r}, which is no limit.", "docs/reference.md has all."
            )
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        least = LEAST.get(name, 0)
        if not number or not math.isfinite(value) or value < least or value <= 0:
            raise UsageError(
                f"{where}: {name} is {value!r}, and must be a number "
                f"{f'of at least {least}' if least else 'above 0'}."
            )
    derived = {
        wall: factor * changes[cpu]
        for wall, (cpu, factor) in CLOCK.items()
        if cpu in changes and wall not in changes
    }
    found = replace(limits, **changes, **derived)
    for wall, (cpu, _) in CLOCK.items():
        if getattr(found, wall) < getattr(found, cpu):
            raise UsageError(
                f"{where}: {wall} ({getattr(found, wall):g}) is less than {cpu} "
                f"({getattr(found, cpu):g}).",
                f"Leave {wall} out: it follows from {cpu}.",
            )
    if found.answer_bytes > MAX_ANSWER_BYTES:
        raise UsageError(f"{where}: answer_bytes is at most {MAX_ANSWER_BYTES}.")
    return found


class Panal(Configurable):
    """What a course is. Set as `c.Panal.<name>`."""

    language = Enum(
        languages(),
        default_value=DEFAULT,
        help="The language of all that students and teachers read about the class.",
    ).tag(config=True)
    publish_from = Dict(
        help="From when on `panal publish` hands out feedback, by assignment: {'hw': '2026-12-01 08:00'}.",
    ).tag(config=True)


def speak(config: Any) -> str:
    """Say everything in the language of a course from now on.

    Args:
        config: the traitlets configuration of the course.

    Returns:
        The language.

    Raises:
        traitlets.TraitError: there is no such language.
    """
    language = str(Panal(config=config).language)
    use(language)
    return language


class FeedbackPage(Configurable):
    """What students' feedback pages show. Set as `c.FeedbackPage.<name>`."""

    show = Enum(
        ("points", "hints", "pictures"),
        default_value="pictures",
        help="`points`: points and comments; `hints`: each check and its hint, too; `pictures`: the notebook's cases, too.",
    ).tag(config=True)


COOL_OFF = (0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Minutes between one graded attempt and the next, see `Serve.cool_off`."""


STUDENT_CLAIMS = ("email", "username", "sub")
"""What of a launch can be nbgrader's student id, see `Platform.student`."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A learning platform from which people come by LTI 1.3: one entry of `c.Serve.lti`.

    Args:
        issuer: what the platform calls itself.
        client_id: what it calls us.
        deployment_ids: its ids of our installations.
        auth_login_url: where it says who somebody is.
        auth_token_url: where we get the right to send scores.
        key_set_url: where its public keys are; empty if they are in `key_set`.
        key_set: its public keys, as a JWKS.
        auth_audience: whom our requests for that right name; by default `auth_token_url`.
        student: what of a launch is nbgrader's student id: `email`, `username` or `sub`.
        contexts: its ids of the courses whose people may come in.
        services: further addresses of the platform, such as the one where it takes scores.
    """

    issuer: str
    client_id: str
    deployment_ids: tuple[str, ...]
    auth_login_url: str
    auth_token_url: str
    key_set_url: str = ""
    key_set: Mapping[str, Any] | None = None
    auth_audience: str = ""
    student: str = "email"
    contexts: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    @property
    def origins(self) -> frozenset[str]:
        """The only places to which we send requests and people, such as `https://moodle.example`."""
        urls = (self.auth_login_url, self.auth_token_url, self.key_set_url, *self.services)
        return frozenset(origin_of(url) for url in urls if url)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address; empty if it is none that may be asked: only HTTPS may, and
    what is on this machine.

    >>> origin_of("https://Moodle.example/mod/lti/auth.php"), origin_of("http://moodle.example")
    ('https://moodle.example', '')
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    here = host in ("127.0.0.1", "localhost")
    plain = re.fullmatch(r"[a-z0-9.-]+", host) and not parts.username and not parts.password
    if not plain or not (parts.scheme == "https" or (here and parts.scheme == "http")):
        return ""
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def platforms(entries: Sequence[Mapping[str, Any]]) -> tuple[Platform, ...]:
    """Read `c.Serve.lti`.

    Raises:
        UsageError: an entry makes no sense.
    """
    found = tuple(_platform(entry, f"c.Serve.lti[{n}]") for n, entry in enumerate(entries))
    names = [(each.issuer, each.client_id) for each in found]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"c.Serve.lti has two entries for {name[0]!r} with one client_id.")
    return found


def _platform(entry: Mapping[str, Any], where: str) -> Platform:
    def text(name: str, value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # ids look like numbers
        if not isinstance(value, str) or not value.strip():
            raise UsageError(f"{where}: {name} is {value!r}, and must be a text.")
        return value.strip()

    def texts(name: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise UsageError(f"{where}: {name} is {value!r}, and must be a list, such as ['1'].")
        return tuple(text(name, each) for each in value)

    known = [field.name for field in fields(Platform)]
    for name in entry:
        if name not in known:
            raise UsageError(
                f"{where} sets {name!r}, which is no setting.{did_you_mean(str(name), known)}",
                "docs/lti.md has all.",
            )
    needed = ("issuer", "client_id", "deployment_ids", "auth_login_url", "auth_token_url")
    for name in needed:
        if name not in entry:
            raise UsageError(
                f"{where} lacks {name!r}.", "The platform shows it; docs/lti.md says where."
            )
    if bool(entry.get("key_set_url")) == bool(entry.get("key_set")):
        raise UsageError(
            f"{where} needs either key_set_url or key_set: the platform's public keys."
        )
    read: dict[str, Any] = {}
    for name, value in entry.items():
        if name in ("deployment_ids", "contexts", "services"):
            read[name] = texts(name, value)
        elif name != "key_set":
            read[name] = text(name, value)
        elif isinstance(value, Mapping) and isinstance(value.get("keys"), list):
            read[name] = value
        else:
            raise UsageError(f"{where}: key_set must be a JWKS, such as {{'keys': […]}}.")
    found = Platform(**read)
    addresses = ("auth_login_url", "auth_token_url", "key_set_url")
    for name, url in [
        *((name, getattr(found, name)) for name in addresses),
        *(("services", url) for url in found.services),
    ]:
        if url and not origin_of(url):
            raise UsageError(f"{where}: {name} is {url!r}, and must be an address with https://.")
    if found.student not in STUDENT_CLAIMS:
        raise UsageError(
            f"{where}: student is {found.student!r}, and must be one of {', '.join(STUDENT_CLAIMS)}."
        )
    return found


@dataclass(frozen=True, slots=True)
class Serving:
    """How `panal serve` works: plain data. The trait of `Serve` with the same name documents each
    field.
    """

    url: str
    host: str
    port: int
    certificate: str
    key: str
    assignments: tuple[str, ...]
    counts: str
    cool_off: tuple[float, ...]
    upload_bytes: int
    metrics_port: int
    lti: tuple[Platform, ...]

    @property
    def secure(self) -> bool:
        """Whether students reach it by HTTPS, through a proxy or by certificates of its own."""
        return self.url.startswith("https:")


class Serve(Configurable):
    """Results at once, in a browser. Set as `c.Serve.<name>`."""

    url = Unicode(
        help="The address at which students reach the page, such as `https://panal.example.org`; by default that of this machine alone.",
    ).tag(config=True)
    host = Unicode("127.0.0.1", help="The address on which the server listens.").tag(config=True)
    port = Integer(8000, min=1, max=65535, help="Its port.").tag(config=True)
    certificate = Unicode(
        help="File of the certificate, if the server itself speaks HTTPS; else a proxy in front does.",
    ).tag(config=True)
    key = Unicode(help="File of the certificate's key.").tag(config=True)
    assignments = List(
        Unicode(), help="What can be handed in there; by default all that is released."
    ).tag(config=True)
    counts = Enum(
        ("last", "best"), default_value="last", help="Which attempt counts: the last or the best."
    ).tag(config=True)
    cool_off = List(
        Float(min=0),
        default_value=list(COOL_OFF),
        help="Minutes from one graded attempt to the next: after the first, after the second, and so on; the last number holds for all later ones. Attempts of the last 24 hours are counted.",
    ).tag(config=True)
    upload_bytes = Integer(
        16 * 2**20, min=2**16, help="Bytes of all files of one attempt together."
    ).tag(config=True)
    metrics_port = Integer(
        0,
        min=0,
        max=65535,
        help="Port of 127.0.0.1 on which Prometheus finds its metrics; 0 for none.",
    ).tag(config=True)
    lti = List(
        Dict(),
        help="The platforms, such as Moodle or Canvas, from which students come by LTI 1.3; see docs/lti.md.",
    ).tag(config=True)

    def serving(self) -> Serving:
        """The same as plain data.

        Raises:
            UsageError: the address is none, or the settings contradict each other.
        """
        plain = f"http{'s' if self.certificate else ''}://{self.host}:{self.port}"
        url = (self.url or plain).rstrip("/")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            raise UsageError(
                f"c.Serve.url is {self.url!r}, and must be an address such as 'https://panal.example.org'."
            )
        if bool(self.certificate) != bool(self.key):
            raise UsageError("c.Serve.certificate and c.Serve.key go together; one of them is set.")
        if not self.cool_off:
            raise UsageError("c.Serve.cool_off is empty.", "[0] stands for no cool-off at all.")
        return Serving(
            url,
            self.host,
            self.port,
            self.certificate,
            self.key,
            tuple(self.assignments),
            self.counts,
            tuple(self.cool_off),
            self.upload_bytes,
            self.metrics_port,
            platforms(self.lti),
        )


LOCKS = frozenset({
    "network", "seccomp", "capabilities", "fresh files", "disk",
    "read-only root", "run folder", "hidden init", "masks", "environment", "landlock",
    "own uid",
})  # fmt: skip
"""The locks of the wall that can be left off one by one; only tests do that."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What it takes to start sealed kernels: plain data, the same for every submission.

    Args:
        limits: what one submission may use.
        preload: modules of the warm process.
        isolation: one of `RUNGS`; `strongest` for the first of them that holds; or `none` if the
            operator asked for it by name.
        hidden: folders and files that must not be seen even if they lie below a mounted folder, such
            as the course, the exchange and a gradebook elsewhere.
        without: locks to leave off, for tests which show that each of them is needed. Results say
            so.
        users: first and last number of the users that kernels become if panal is root.
    """

    limits: Limits
    preload: tuple[str, ...]
    isolation: str = STRONGEST
    hidden: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    users: tuple[int, int] = KERNEL_USERS

    def __post_init__(self) -> None:
        unknown = set(self.without) - LOCKS
        if unknown or self.isolation not in (STRONGEST, *RUNGS, "none"):
            raise ValueError(f"unknown isolation {self.isolation!r} or locks {sorted(unknown)}")


def sealing(
    config: Any, isolation: str = "", hidden: tuple[Path, ...] = (), assignment: str = ""
) -> Sealing:
    """Read `c.Sealed` of a traitlets configuration.

    Args:
        config: the configuration.
        isolation: see `Sealing`; by default what `c.Sealed.wall` says.
        hidden: see `Sealing`.
        assignment: the assignment, which may have limits of its own.

    Raises:
        traitlets.TraitError: a value is of the wrong kind.
        UsageError: a limit makes no sense.
    """
    traits = Sealed(config=config)
    first, last = traits.kernel_users
    if not 1000 <= first <= last < 2**31:
        raise UsageError(
            f"c.Sealed.kernel_users is {traits.kernel_users}, and must be two numbers from 1000 on, "
            "the smaller one first."
        )
    return Sealing(
        traits.limits(assignment),
        traits.preloaded(assignment),
        isolation or traits.wall,
        tuple(str(path.resolve()) for path in hidden),
        users=traits.kernel_users,
    )
