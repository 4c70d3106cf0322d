"""A real PostgreSQL server in a temporary folder, on a socket that only this machine sees."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PASSWORD = "hunter2-is-secret"


class Server:
    """Got from `server`. Its databases ask for no password; one stands in the address all the same,
    to be looked for in messages.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str) -> str:
        """nbgrader's `db_url`."""
        return f"postgresql+psycopg://panal:{PASSWORD}@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        with psycopg.connect(
            host=str(self.folder), user="panal", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')  # type: ignore[call-overload]  # names of ours
        return self.url(database)

    def start(self) -> None:
        # A test's data may be lost with the power.
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self._run(
            "pg_ctl",
            "--wait",
            f"--pgdata={self.folder}/data",
            f"--log={self.folder}/log",
            f"--options={options}",
            "start",
        )

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is how it ends when the power goes."""
        self._run("pg_ctl", "--wait", f"--pgdata={self.folder}/data", f"--mode={mode}", "stop")

    def _run(self, name: str, *arguments: str) -> None:
        command = [_program(name), *arguments]
        if os.geteuid() == 0:
            # It refuses to run as root.
            user = pwd.getpwnam("postgres")
            command = [
                "setpriv",
                f"--reuid={user.pw_uid}",
                f"--regid={user.pw_gid}",
                "--clear-groups",
                *command,
            ]
        # Its daemon keeps what it gets as output open: a pipe would be waited for.
        with (self.folder / "said").open("a+") as said:
            done = subprocess.run(
                command, cwd=self.folder, stdout=said, stderr=said, stdin=subprocess.DEVNULL
            )
        assert done.returncode == 0, (self.folder / "said").read_text()


def _program(name: str) -> str:
    """Debian keeps the server's programs out of the path."""
    found = [
        shutil.which(name),
        *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))),
    ]
    program = next(filter(None, found), None)
    assert program, (
        "There is no PostgreSQL: `make test` installs it, tools/install-system-packages postgresql does, too."
    )
    return program


@contextmanager
def server() -> Iterator[Server]:
    """Start one, and end it with all its data."""
    # Not pytest's folder: it is closed to others, and its name is too long for a socket.
    with tempfile.TemporaryDirectory(
        prefix="panal-pg-", dir="/tmp", ignore_cleanup_errors=True
    ) as temporary:
        found = Server(Path(temporary))
        if os.geteuid() == 0:
            shutil.chown(temporary, "postgres", "postgres")
            Path(temporary).chmod(0o700)
        found._run(
            "initdb",
            f"--pgdata={temporary}/data",
            "--username=panal",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        )
        found.start()
        try:
            yield found
        finally:
            found.stop("immediate")
