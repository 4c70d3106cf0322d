"""A real browser (Debian's Chromium, driven by Playwright) and a real Jupyter server, for the tests
that look at pages.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.end_to_end.courses import ROOT, start

START_SECONDS = 90
SCREENSHOTS = ROOT / "tests" / "screenshots"
"""What a browser showed last time; not in git, but kept with a run of continuous integration."""


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser without a profile; it knocks at nobody's door by itself."""
    program = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    assert program, (
        "There is no Chromium: `make test` installs it, tools/install-system-packages chromium does, too."
    )
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-gpu",
    ]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")  # Chromium's own can't be made by root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=quiet)
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def jupyter(course: Path, *options: str) -> Iterator[str]:
    """JupyterLab in a course's folder, with nbgrader's extensions as they come.

    Yields:
        Its address, without a slash at the end.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--port-retries=0",
        "--ip=127.0.0.1",
    ]
    settings += [
        "--IdentityProvider.token=",
        "--ServerApp.password=",
        "--log-level=ERROR",
        f"--ServerApp.root_dir={course}",
    ]
    server = start("jupyter", "lab", *settings, *options, cwd=course)
    try:
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.communicate()


def _wait_for(address: str, server: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, server.communicate()[1]
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/api", timeout=5):
            return
        time.sleep(0.2)
    raise AssertionError(f"Jupyter did not answer at {address}")


def photograph(page: Page, name: str) -> None:
    """Keep what a page shows now, for people."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


class Visitor:
    """A browser's page that keeps what it asked for and whether a script of a stranger's ran in it.

    Args:
        page: an empty page.
        own: beginnings of addresses that it may load; others are written down and refused.
    """

    def __init__(self, page: Page, *own: str) -> None:
        self.page = page
        self.strangers: list[str] = []
        self.dialogs: list[str] = []
        self._own = own
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.route("**/*", self._answer)

    def _answer(self, route: object) -> None:
        url = route.request.url  # type: ignore[attr-defined]
        if url.startswith(self._own):
            route.continue_()  # type: ignore[attr-defined]
        else:
            self.strangers.append(url)
            route.abort()  # type: ignore[attr-defined]
