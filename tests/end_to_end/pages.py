"""What programs say of a page: html5lib of its HTML, axe-core of whether everybody can read it, a
browser of what axe-core leaves to people: WCAG 2.1, levels A and AA.
"""

from __future__ import annotations

import re
from pathlib import Path

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

SCHEMES = ("light", "dark")
SIZES = ((1280, 720), (390, 844))
"""A laptop's window and a phone's."""

TABS = 15
"""How often a person presses the Tab key here."""


def html_errors(text: str) -> list[str]:
    """Where a page is no HTML by the letter of the standard, which browsers would forgive."""
    parser = html5lib.HTMLParser()
    parser.parse(text)
    return [f"line {place[0]}: {error} {details}" for place, error, details in parser.errors]


def everybody_can_read(browser: Browser, path: Path) -> list[str]:
    """All that `barriers` and `by_hand` find in a page, in light and in dark, on a laptop and on a
    phone.
    """
    found = []
    for scheme in SCHEMES:
        for width, height in SIZES:
            context = browser.new_context(
                color_scheme=scheme,  # type: ignore[arg-type]  # one of two
                viewport={"width": width, "height": height},
            )
            page = context.new_page()
            page.goto(path.as_uri())
            found += [f"{scheme}, {width}: {each}" for each in (*by_hand(page), *barriers(page))]
            context.close()
    return found


def barriers(page: Page) -> list[str]:
    """Violations of axe-core's rules in a page as it is shown now, all that can be unfolded
    included.
    """
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def by_hand(page: Page) -> list[str]:
    """What keeps somebody from a page although axe-core may be content: what a person looks at.

    Headings in their order, one main part, links with a text that lead somewhere, tables with
    headings, pictures with words, nothing beyond the edge, nothing that moves; and with the keyboard
    alone, one always sees where one is, goes on in the order of the page, and unfolds what is folded.
    """
    found: list[str] = page.evaluate(_LOOKS)
    styles = page.eval_on_selector_all("style", "all => all.map(one => one.textContent)")
    if re.search(r"\b(animation|transition)\b", "".join(styles)):
        found.append("something moves, also for those whom that makes ill")
    return found + _by_keyboard(page)


def _by_keyboard(page: Page) -> list[str]:
    found, last = [], -1
    for _ in range(TABS):
        page.keyboard.press("Tab")
        place, outline, width, name = page.evaluate(_FOCUS)
        if place <= last:  # the end of the page, or of what can be reached
            break
        last = place
        if outline == "none" or width == "0px":
            found.append(f"one does not see that one is at {name}")
    folded = page.locator("details > summary").first
    if folded.count() and folded.is_visible():
        folded.focus()
        for opened in (True, False):
            page.keyboard.press("Enter")
            if folded.evaluate("one => one.parentElement.open") != opened:
                found.append("what is folded does not follow the keyboard")
    return found


_FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const place = one === document.body ? -1 : [...document.querySelectorAll('*')].indexOf(one);
  return [place, style.outlineStyle, style.outlineWidth, one.outerHTML.slice(0, 80)];
}"""

_LOOKS = """() => {
  const said = [], all = which => [...document.querySelectorAll(which)];
  const text = one => one.outerHTML.slice(0, 80);
  if (!document.documentElement.lang || !document.title) said.push('no language or no title');
  for (const which of ['main', 'h1'])
    if (all(which).length !== 1) said.push(`${all(which).length} ${which}`);
  let level = 0;
  for (const one of all('h1, h2, h3, h4, h5, h6')) {
    const next = Number(one.tagName[1]);
    if (next > level + 1) said.push(`h${level} is followed by ${text(one)}`);
    level = next;
  }
  for (const one of all('a')) {
    const target = one.getAttribute('href') || '';
    if (!one.textContent.trim()) said.push(`no name: ${text(one)}`);
    if (target.startsWith('#') && !document.getElementById(decodeURIComponent(target.slice(1))))
      said.push(`leads nowhere: ${text(one)}`);
  }
  for (const one of all('main > table, section > table')) {
    if (!one.querySelector('th')) said.push(`no headings: ${text(one)}`);
    for (const head of one.querySelectorAll('th:not([scope])')) said.push(`no scope: ${text(head)}`);
  }
  for (const one of all('img')) if (!one.alt) said.push(`no words: ${text(one)}`);
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) said.push(`${wide} pixels wide`);
  return said;
}"""
"""Tables of a student's own Markdown are what their author made them."""
