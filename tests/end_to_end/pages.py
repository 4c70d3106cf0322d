"""What programs say of a page: html5lib of its HTML, axe-core of whether everybody can read it."""

from __future__ import annotations

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def html_errors(text: str) -> list[str]:
    """Where a page is no HTML by the letter of the standard, which browsers would forgive."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    return [f"line {place[0]}: {error} {details}" for place, error, details in parser.errors]


def barriers(page: Page) -> list[str]:
    """Violations of axe-core's rules in a page as it is shown now, all that can be unfolded
    included.
    """
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
