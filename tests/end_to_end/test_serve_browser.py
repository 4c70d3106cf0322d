"""The students' pages in a real browser: from the personal link to the third attempt, on a phone,
without a script, by keyboard, and everybody can read them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from panal.course.course import open_course
from panal.serve import recent
from panal.serve.server import open_store
from panal.serve.store import State
from tests.end_to_end.browser import Visitor, chromium, photograph
from tests.end_to_end.pages import SCHEMES, SIZES, barriers, by_hand
from tests.end_to_end.serving import (
    ASSIGNMENT,
    ENDLESS,
    HALF,
    RIGHT,
    Server,
    answered,
    served,
    small_course,
)
from tests.unit.serve.visits import Visit, listening, visit

WHERE = f"/assignments/{ASSIGNMENT}/attempts"
FILES = "input[type=file]"
HAND_IN = "form.hand-in button:not([type])"
PATIENCE = 90_000  # milliseconds
STEPS = """
new MutationObserver((all) => {
  const now = document.querySelector("[aria-current=step]")?.dataset.step;
  const seen = (sessionStorage.steps || "").split(" ").filter(Boolean);
  if (now && seen.at(-1) !== now) sessionStorage.steps = [...seen, now].join(" ");
}).observe(document, {subtree: true, childList: true, attributes: true});
"""
"""Keeps each step that a page shows, however short."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a cool-off after the second attempt, and notebooks to hand in."""
    folder = small_course(
        tmp_path_factory.mktemp("serve"),
        'c.Serve.cool_off = [0, 5]\nc.Exchange.timezone = "America/Bogota"\n'
        "c.Serve.upload_bytes = 2**20",
    )
    with open_course(folder).gradebook() as gradebook:
        due = datetime.now(UTC) + timedelta(days=3, hours=2)
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due.replace(tzinfo=None))
    for name, answers in (("half", HALF), ("right", RIGHT), ("endless", ENDLESS)):
        (folder / f"{name}.ipynb").write_bytes(answered(folder, answers))
    (folder / "large.ipynb").write_bytes(answered(folder, RIGHT, "x" * 2**20))
    return folder


@pytest.fixture(scope="module")
def server(course: Path) -> Iterator[Server]:
    with served(course) as running:
        yield running


@pytest.fixture(scope="module")
def links(server: Server) -> dict[str, str]:
    return server.links()


@contextmanager
def visited(browser: Browser, url: str, **settings: object) -> Iterator[Page]:
    """A page that asks nobody else for anything, and whose scripts have no errors."""
    context: BrowserContext = browser.new_context(locale="es-CO", **settings)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    visitor = Visitor(page, url)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors
    assert not visitor.strangers
    assert not visitor.dialogs
    context.close()


def no_barriers(page: Page) -> None:
    assert not [*by_hand(page), *barriers(page)], page.url


def drop(page: Page, path: Path) -> None:
    """Drop a file on the form."""
    transfer = page.evaluate_handle(
        """([name, text]) => {
          const found = new DataTransfer();
          found.items.add(new File([text], name));
          return found;
        }""",
        [path.name, path.read_text()],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.dispatch_event("form.hand-in", event, {"dataTransfer": transfer})


def test_from_the_link_to_the_third_attempt(
    browser: Browser, server: Server, links: dict[str, str]
) -> None:
    with visited(browser, server.url) as page:
        page.goto(links["ana"])
        assert page.url == f"{server.url}/", "the link does not stay in the address"
        expect(page.locator("h1")).to_have_text("Hola, Ana")
        expect(page.get_by_text("vence en 3 días")).to_be_visible()
        photograph(page, "serve-home")
        no_barriers(page)

        # The file is named, can be taken away, and is handed in once, however often one clicks.
        page.set_input_files(FILES, server.course / "right.ipynb")
        expect(page.locator(".chosen")).to_contain_text("right.ipynb (")
        page.get_by_role("button", name="Quitar").click()
        expect(page.locator(".chosen")).to_be_hidden()
        page.set_input_files(FILES, server.course / "half.ipynb")
        expect(page.locator(".chosen")).to_contain_text("half.ipynb (")
        photograph(page, "serve-chosen")
        no_barriers(page)
        page.locator(HAND_IN).dblclick()
        page.wait_for_url(f"**{WHERE}/1/{ASSIGNMENT}")
        expect(page.get_by_text("5 de 10 puntos").first).to_be_visible()
        expect(page.locator("nav")).to_contain_text(
            "areas, intento 1. Este intento es el que cuenta"
        )
        photograph(page, "serve-feedback")
        no_barriers(page)

        page.get_by_role("link", name="Entregar otra vez").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        drop(page, server.course / "right.ipynb")
        expect(page.locator(".chosen")).to_contain_text("right.ipynb (")
        expect(page.locator(HAND_IN)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{WHERE}/2/{ASSIGNMENT}")
        expect(page.get_by_text("10 de 10 puntos").first).to_be_visible()

        # The third one is taken at once, and graded later: said before and after.
        page.get_by_role("link", name="Todos mis intentos").click()
        expect(page.locator(".next")).to_contain_text(
            "se recibe enseguida y se califica en 5 minutos"
        )
        page.set_input_files(FILES, server.course / "half.ipynb")
        page.locator(HAND_IN).click()
        page.wait_for_url(f"**{WHERE}/3")
        expect(page.locator("[aria-current=step]")).to_have_text("En espera")
        expect(page.get_by_role("status")).to_contain_text("Ya lo recibimos. Se calificará en")
        photograph(page, "serve-cool-off")
        no_barriers(page)
        page.get_by_role("link", name="el resultado del intento 2").click()
        expect(page.locator("nav")).to_contain_text(
            "areas, intento 2. Este intento es el que cuenta"
        )
        page.goto(server.url)
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(3)
        expect(rows.nth(0)).to_contain_text("se califica en")
        expect(rows.nth(1)).to_contain_text("10 de 10")
        expect(rows.nth(1)).to_contain_text("cuenta")
        expect(rows.nth(2)).to_contain_text("5 de 10")
        photograph(page, "serve-attempts")
        no_barriers(page)

        page.set_input_files(FILES, server.course / "large.ipynb")
        expect(page.get_by_role("alert")).to_contain_text("Son más de 1 MB.")
        page.locator(HAND_IN).click()
        page.set_input_files(FILES, server.course / "nbgrader_config.py")
        expect(page.get_by_role("alert")).to_be_hidden()
        page.locator(HAND_IN).click()
        expect(page.get_by_role("alert")).to_contain_text("no es un cuaderno que podamos leer")
        expect(page.locator(HAND_IN)).to_be_enabled()
        photograph(page, "serve-wrong-file")
        no_barriers(page)

        page.get_by_role("button", name="Salir").click()
        expect(page.locator("h1")).to_have_text("Saliste")
        no_barriers(page)
        page.goto(server.url)
        expect(page.get_by_text("abre el enlace personal")).to_be_visible()
        no_barriers(page)


def test_a_page_that_waits_moves_by_itself(
    browser: Browser, server: Server, links: dict[str, str]
) -> None:
    """Waiting, running, done: nobody touches the page."""
    with (
        visited(browser, server.url) as page,
        closing(open_store(open_course(server.course))) as store,
    ):
        page.add_init_script(STEPS)
        page.goto(links["bruno"])
        store.set_setting("paused", "yes")
        try:
            page.set_input_files(FILES, server.course / "endless.ipynb")
            page.locator(HAND_IN).click()
            page.wait_for_url(f"**{WHERE}/1")
            expect(page.get_by_role("status")).to_contain_text(
                "Tu docente puso la calificación en pausa"
            )
            photograph(page, "serve-waiting")
            no_barriers(page)
            first = page.context.new_page()  # which waits, too, and has a file chosen
            first.goto(server.url)
            expect(first.locator("tbody")).to_contain_text("en espera")
            first.set_input_files(FILES, server.course / "half.ipynb")
            first.locator(FILES).focus()
            # A browser has six connections for a site, so a tab in the background holds none.
            for hidden, connections in (("true", 0), ("false", 1)):
                first.evaluate(
                    f"Object.defineProperty(document, 'hidden', {{value: {hidden}, configurable: true}});"
                    "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"
                )
                assert first.evaluate("sources.size") == connections
        finally:
            store.set_setting("paused", "no")
        page.wait_for_url(f"**{WHERE}/1/{ASSIGNMENT}")
        expect(first.locator(".standing")).to_contain_text("5 de 10 puntos", timeout=PATIENCE)
        expect(first.locator("tbody")).to_contain_text("calificado")
        expect(first.locator(".chosen")).to_contain_text("half.ipynb (")
        expect(first.locator(FILES)).to_be_focused()
        assert page.evaluate("sessionStorage.steps") == "waiting running"
        expect(page.get_by_text("5 de 10 puntos").first).to_be_visible()


def test_on_a_phone(browser: Browser, server: Server, links: dict[str, str]) -> None:
    with visited(
        browser,
        server.url,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        color_scheme="dark",
    ) as page:
        page.goto(links["carla"])
        expect(page.locator(".drop")).to_be_hidden()
        photograph(page, "serve-phone-home")
        no_barriers(page)
        with page.expect_file_chooser() as chooser:
            page.locator(".choose").tap()
        chooser.value.set_files(server.course / "half.ipynb")
        expect(page.locator(".chosen")).to_contain_text("half.ipynb (")

        # The connection breaks off, and is slow the next time.
        page.route(f"**/assignments/{ASSIGNMENT}", lambda route: route.abort(), times=1)
        page.locator(HAND_IN).tap()
        expect(page.get_by_role("alert")).to_contain_text("Se cortó la conexión.")
        held: list[Route] = []
        page.route(f"**/assignments/{ASSIGNMENT}", lambda route: held.append(route), times=1)
        page.locator(HAND_IN).tap()
        expect(page.locator(HAND_IN)).to_have_text("Enviando…")
        expect(page.locator(HAND_IN)).to_be_disabled()
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.get_by_role("alert")).to_be_hidden()
        photograph(page, "serve-phone-sending")
        no_barriers(page)
        held[0].continue_()
        page.wait_for_url(f"**{WHERE}/1/{ASSIGNMENT}")
        photograph(page, "serve-phone-feedback")
        no_barriers(page)
        page.get_by_role("link", name="Todos mis intentos").tap()
        expect(page.locator("tbody tr")).to_have_count(1)
        no_barriers(page)
        wide = page.evaluate("document.querySelector('.scroll').scrollWidth")
        assert wide <= 390, "the table needs no scrolling to the side"
        photograph(page, "serve-phone-attempts")

        # A proxy lets no events through: the page looks by itself.
        page.route("**/events", lambda route: route.fulfill(status=502))
        page.set_input_files(FILES, server.course / "endless.ipynb")
        with page.expect_request("**/events"):
            page.locator(HAND_IN).tap()
        page.wait_for_url(f"**{WHERE}/2/{ASSIGNMENT}")


def test_without_a_script(browser: Browser, server: Server, links: dict[str, str]) -> None:
    """The page loads itself anew until the result is there, and a double click is one attempt."""
    with visited(browser, server.url, java_script_enabled=False) as page:
        page.goto(links["diego"])
        expect(page.locator(".drop")).to_be_hidden()
        expect(page.locator(".choose")).to_be_hidden()
        photograph(page, "serve-without-script")
        page.set_input_files(FILES, server.course / "endless.ipynb")
        page.locator(HAND_IN).dblclick()
        page.wait_for_url(f"**{WHERE}/1/{ASSIGNMENT}")
        expect(page.get_by_text("5 de 10 puntos").first).to_be_visible()
        page.get_by_role("link", name="Todos mis intentos").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        page.set_input_files(FILES, server.course / "nbgrader_config.py")
        page.locator(HAND_IN).click()
        expect(page.get_by_role("alert")).to_contain_text("no es un cuaderno que podamos leer")
        page.get_by_role("link", name="Volver y entregar otra vez").click()
        page.set_input_files(FILES, server.course / "large.ipynb")
        page.locator(HAND_IN).click()
        expect(page.get_by_role("alert")).to_contain_text("Son más de 1 MB.")
        page.get_by_role("link", name="Volver y entregar otra vez").click()
        expect(page.locator("tbody tr")).to_have_count(1)


def test_what_is_renewed_is_of_the_same_assignment_and_person(
    browser: Browser, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of assignments changes once one is due, and somebody else may come in by another
    tab.
    """
    folder = tmp_path / "course"
    shutil.copytree(course, folder, ignore=shutil.ignore_patterns("serve"))
    shutil.copytree(folder / "release" / ASSIGNMENT, folder / "release" / "later")
    notebook = folder / "release" / "later" / f"{ASSIGNMENT}.ipynb"
    notebook.rename(notebook.with_name("later.ipynb"))
    (folder / "source" / "later").mkdir()
    monkeypatch.setattr(recent, "SECONDS", -1.0)

    def due(hours: int) -> None:
        with open_course(folder).gradebook() as gradebook:
            for name, more in ((ASSIGNMENT, hours), ("later", 2)):
                date = (datetime.now(UTC) + timedelta(hours=more)).replace(tzinfo=None)
                gradebook.update_or_create_assignment(name, duedate=date)

    due(hours=1)
    with contextmanager(visit)(folder, "ana") as there, listening(there) as url:
        there.graded(1.0, counts=True)
        with visited(browser, url) as page:
            page.goto(f"{url}/enter/{there.site.store.make_link('student', 'ana')}")
            expect(page.locator("h2")).to_have_text([ASSIGNMENT, "later"])
            due(hours=-1)
            there.graded(9.0, counts=True)
            page.evaluate("renewAll('[data-renewed]')")
            ours = page.locator("section", has=page.get_by_role("heading", name=ASSIGNMENT))
            expect(ours.locator(".standing")).to_contain_text("9 de 10 puntos")
            expect(ours).to_contain_text("queda como entrega tardía")
            expect(page.locator("tbody")).to_have_count(1)
            tab = page.context.new_page()
            tab.goto(f"{url}/enter/{there.site.store.make_link('student', 'bruno')}")
            tab.locator("main button").first.click()
            expect(tab.locator("h1")).to_have_text("Hola, Bruno")
            page.evaluate("renewAll('[data-renewed]')")
            expect(page.locator("h1")).to_have_text("Hola, Bruno")


def test_by_keyboard_alone(browser: Browser, server: Server) -> None:
    def reach(what: Callable[[], bool]) -> None:
        for _ in range(20):
            page.keyboard.press("Tab")
            if what():
                return
        raise AssertionError("the Tab key does not lead there")

    def at(selector: str) -> Callable[[], bool]:
        return lambda: bool(page.evaluate("one => document.activeElement.matches(one)", selector))

    link = server.links("ana")["ana"]  # a new one; the attempts stay
    with visited(browser, server.url) as page:
        page.goto(link)
        expect(page.locator("h1")).to_have_text("Hola, Ana")
        reach(at(FILES))
        ring = "one => getComputedStyle(document.querySelector(one)).outlineStyle"
        assert page.evaluate(ring, ".choose") == "solid", "one sees where one is"
        with page.expect_file_chooser() as chooser:
            expect(page.locator(FILES)).to_be_focused()  # by now the browser tells of choosers
            page.keyboard.press("Enter")
        chooser.value.set_files(server.course / "right.ipynb")
        reach(at(".chosen button"))
        reach(at(HAND_IN))
        before = page.locator("tbody tr").count()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{WHERE}/{before + 1}**")
        reach(lambda: bool(page.evaluate("document.activeElement.pathname === '/'")))
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(before + 1)


# States that are rare: without a kernel, as somebody would see them.


@pytest.fixture(scope="module")
def rare(tmp_path_factory: pytest.TempPathFactory, course: Path) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("rare") / "course"
    shutil.copytree(course, folder, ignore=shutil.ignore_patterns("serve"))
    with open_course(folder).gradebook() as gradebook:
        due = datetime.now(UTC) - timedelta(hours=1)
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=due.replace(tzinfo=None))
    yield from visit(folder, "bruno")


def test_everybody_can_read_rare_states(browser: Browser, rare: Visit) -> None:
    """Late, failed, set aside, waiting behind others, being graded, of several notebooks, published; and
    the teacher's pages: light and dark, on a laptop and on a phone.
    """
    store, root = rare.site.store, rare.site.course.root
    rare.graded(7.5, late=True, penalty=2.5, pending=1.0, counts=True)
    several = rare.graded(4.0)
    pages = rare.site.intake.folder / several.folder / "feedback"
    shutil.copy(pages / f"{ASSIGNMENT}.html", pages / "second.html")
    failed, aside = (rare.attempt(state=each) for each in (State.FAILED, State.ASIDE))
    rare.attempt(student="ana", received=1.0)
    waiting = rare.attempt(late=True)
    published = root / "published" / ASSIGNMENT / "students" / "bruno"
    published.mkdir(parents=True)
    page_of = next(pages.glob("*.html")).read_text()
    (published / f"{ASSIGNMENT}.html").write_text(page_of)
    stranger = store.make_link("student", "carla")
    pages_of = {
        "home": ("/", 200),
        "several": (f"{WHERE}/{several.number}", 200),
        "failed": (f"{WHERE}/{failed.number}", 200),
        "aside": (f"{WHERE}/{aside.number}", 200),
        "waiting": (f"{WHERE}/{waiting.number}", 200),
        "feedback": (f"{WHERE}/{several.number}/second", 200),
        "final": (f"/assignments/{ASSIGNMENT}/final/{ASSIGNMENT}", 200),
        "missing": ("/nothing", 404),
        "unknown-link": ("/enter/nobody", 404),
        "somebody-else": (f"/enter/{stranger}", 200),
    }
    teachers = {
        "teacher": ("/teacher", 200),
        "teacher-class": (f"/teacher/assignments/{ASSIGNMENT}", 200),
        "teacher-student": (f"/teacher/assignments/{ASSIGNMENT}/students/bruno", 200),
    }
    found = []
    with listening(rare) as url:
        for scheme, (width, height) in zip(SCHEMES, SIZES, strict=True):
            with visited(
                browser,
                url,
                color_scheme=scheme,
                viewport={"width": width, "height": height},
            ) as page:
                for role, paths in (("student", pages_of), ("teacher", teachers)):
                    page.context.clear_cookies()
                    page.goto(f"{url}/enter/{store.make_link(role, 'bruno')}")
                    for name, (path, status) in paths.items():
                        answer = page.goto(f"{url}{path}")
                        assert answer is not None
                        assert answer.status == status, name
                        photograph(page, f"serve-{name}-{scheme}")
                        said = [*by_hand(page), *barriers(page)]
                        found += [f"{name}, {scheme}: {each}" for each in said]
    assert not found
