"""A package in a learning platform: a small run-time of our own with the API in the parent frame, and a server that
knows files only, as platforms have it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Frame, Page, expect

from teacher.book_questions import BookQuestion, questions
from teacher.scorm.__main__ import built_scripts, planned
from teacher.scorm.manifest import Version
from teacher.scorm.package import package, read_site, zipped
from tests.served import serving

StartVisit = Callable[..., Any]  # conftest.Visit

PATIENCE = 90_000
LESSON = "training"
# What the platform keeps stands in the page's address; `committed` is what it would have at the next visit.
PLATFORM = """<!doctype html><meta charset="utf-8"><title>A learning platform</title>
<style>iframe { width: 100%; height: 90vh }</style>
<script>
  const values = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}");
  let committed = {...values}, open = false;
  const functions = {
    Initialize: () => { const was = open; open = true; return String(!was); },
    Finish: () => { committed = {...values}; open = false; return "true"; },
    GetValue: (element) => open && values[element] || "",
    SetValue: (element, value) => { if (open) values[element] = value; return String(open); },
    Commit: () => { committed = {...values}; return String(open); },
    GetLastError: () => open ? "0" : "301",
    GetErrorString: (code) => code === "301" ? "Not initialized" : "No error",
  };
  functions.Terminate = functions.Finish;
  window.API_1484_11 = functions;
  window.API = Object.fromEntries(Object.entries(functions).map(([name, act]) => ["LMS" + name, act]));
</script>
<iframe src="scorm/index.html"></iframe>
"""
ELEMENTS = {
    "1.2": {
        "learner": "cmi.core.student_id",
        "score": "cmi.core.score.raw",
        "status": "cmi.core.lesson_status",
        "place": "cmi.core.lesson_location",
    },
    "2004": {
        "learner": "cmi.learner_id",
        "score": "cmi.score.raw",
        "status": "cmi.completion_status",
        "place": "cmi.location",
    },
}


class FilesOnly(SimpleHTTPRequestHandler):
    """No folders, and no more types than a platform of some years ago has."""

    extensions_map = {  # noqa: RUF012 (the base class's own attribute)
        "": "document/unknown",
        ".html": "text/html",
        ".js": "application/x-javascript",
        ".css": "text/css",
        ".json": "application/json",
        ".svg": "image/svg+xml",
        ".png": "image/png",
    }

    def send_head(self) -> Any:
        if self.path.partition("?")[0].endswith("/"):
            return self.send_error(404)
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def platform(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Version], str]]:
    """The address of a platform that has the package of that version."""
    root, site, scripts = tmp_path_factory.mktemp("platform"), read_site(dist), built_scripts()
    for version in ("1.2", "2004"):
        (root / version).mkdir()
        (root / version / "platform.html").write_text(PLATFORM, encoding="utf-8")
        content = zipped(package(planned(version, [LESSON], None), site, scripts))
        zipfile.ZipFile(BytesIO(content)).extractall(root / version / "scorm")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(FilesOnly, directory=str(root)))
    with serving(server) as origin:
        yield lambda version: f"{origin}/{version}/platform.html"


def without_python(page: Page) -> None:
    page.context.route("**/worker.js*", lambda route: route.abort())


def shell(page: Page) -> Frame:
    page.frame_locator("iframe").locator("#line").wait_for(timeout=PATIENCE)
    return next(frame for frame in page.frames if frame.url.endswith("scorm/index.html"))


def book(page: Page) -> Any:
    return page.frame_locator("iframe").frame_locator("#book")


def committed(page: Page, element: str, value: str) -> dict[str, str]:
    """Wait until the platform has stored this; all that it has stored."""
    page.wait_for_function("([name, value]) => committed[name] === value", arg=[element, value], timeout=PATIENCE)
    return dict(page.evaluate("() => committed"))


def kept_by_the_book(solved: int) -> str:
    """What the book has in the browser's storage when so many of the lesson's questions are solved, and one is not."""
    names = [f"{lesson}/{edition}" for lesson, edition in questions() if lesson == LESSON]
    answers = {name: {"given": "1", "network": {}, "right": place < solved} for place, name in enumerate(names)}
    some = dict(list(answers.items())[: solved + 1])
    return json.dumps({"format": "hidden-layers-progress", "version": 1, "kinds": {"answers": some}})


@pytest.mark.parametrize("version", ["1.2", "2004"])
def test_what_is_solved_is_the_score_and_comes_back_on_another_machine(
    visit: StartVisit, platform: Callable[[Version], str], version: Version
) -> None:
    names = ELEMENTS[version]
    page = visit().page
    without_python(page)
    page.goto(f"{platform(version)}#{quote(json.dumps({names['learner']: 'ada'}))}")
    book(page).locator("#prerendered h1").wait_for(timeout=PATIENCE)
    stored = committed(page, names["status"], "incomplete")
    assert names["score"] not in stored, "untouched is no score"
    assert stored[names["place"]] == LESSON
    inside = shell(page)
    inside.evaluate("text => localStorage.setItem('hidden-layers-progress', text)", kept_by_the_book(2))
    number = len(planned(version, [LESSON], None).items)
    score = str(round(100 * 2 / number))
    stored = committed(page, names["score"], score)
    assert len(stored["cmi.suspend_data"]) == 4 + 3 * 5
    with page.expect_download() as download:
        page.frame_locator("iframe").get_by_role("button", name="Download my work").click()
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8")) == json.loads(kept_by_the_book(2))

    elsewhere = visit().page
    without_python(elsewhere)
    elsewhere.goto(f"{platform(version)}#{quote(json.dumps(stored))}")
    line = elsewhere.frame_locator("iframe").locator("#line")
    expect(line).to_contain_text(f"2 of {number} solved, {score} %", timeout=PATIENCE)
    # Whoever comes next to the first machine finds nothing of it.
    page.goto("about:blank")
    page.goto(f"{platform(version)}#{quote(json.dumps({names['learner']: 'bob'}))}")
    expect(page.frame_locator("iframe").locator("#line")).to_contain_text(f"0 of {number} solved.", timeout=PATIENCE)
    assert names["score"] not in committed(page, names["status"], "incomplete")


def test_a_lesson_is_found_again_where_the_platform_knows_no_folders(
    visit: StartVisit, platform: Callable[[Version], str]
) -> None:
    page = visit().page
    without_python(page)
    page.goto(platform("1.2"))
    book(page).locator("#prerendered h1").wait_for(timeout=PATIENCE)
    inside = next(frame for frame in page.frames if "/book/" in frame.url)
    assert inside.url.endswith(f"/book/{LESSON}/"), "as Streamlit expects it"
    inside.evaluate("() => { location.reload(); }")
    book(page).locator("#prerendered h1", has_text="Training").wait_for(timeout=PATIENCE)
    book(page).locator("#prerendered").get_by_role("link", name="Shapes that fit").first.click()
    book(page).locator("#prerendered h1", has_text="Shapes").wait_for(timeout=PATIENCE)
    committed(page, ELEMENTS["1.2"]["place"], "shapes")


TROUBLES = {  # what the platform does -> what the line says
    "delete window.API": "does not take part (this page was opened outside of one)",
    "API.LMSInitialize = () => { throw new Error('out of order'); }": "its function Initialize failed (out of order)",
    "API.LMSInitialize = () => 'false'": "error 301: Not initialized",
    "API.LMSSetValue = () => { throw new Error('disk full'); }": "does not keep this now (its function SetValue failed",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_platform_that_fails_is_named_in_one_line_and_the_book_works(
    visit: StartVisit, platform: Callable[[Version], str], trouble: str
) -> None:
    page = visit().page
    without_python(page)
    broken = PLATFORM.replace("</script>", f"{trouble}</script>")
    page.route("**/platform.html", lambda route: route.fulfill(body=broken, content_type="text/html"))
    page.goto(platform("1.2"))
    expect(page.frame_locator("iframe").locator("#line")).to_contain_text(TROUBLES[trouble], timeout=PATIENCE)
    book(page).locator("#prerendered h1").wait_for(timeout=PATIENCE)


def test_an_answer_that_is_given_in_the_book_counts(visit: StartVisit, platform: Callable[[Version], str]) -> None:
    question: BookQuestion = next(q for (lesson, _), q in questions().items() if lesson == LESSON and q.choices)
    right = question.choices[int(question.answer) - 1]
    page = visit().page
    page.goto(platform("1.2"))
    book(page).locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
    book(page).locator("#prerendered").wait_for(state="detached", timeout=PATIENCE)
    place = book(page).locator("[class*='-question']").filter(has_text=right)
    place.get_by_text(right, exact=True).click()
    place.get_by_role("button", name="Check").click()
    committed(page, "cmi.core.score.raw", str(round(100 / len(planned("1.2", [LESSON], None).items))))
