"""The styles of all rooms reach the page, each once."""

from __future__ import annotations

import re

from widgets.kit import theme
from widgets.kit.styles import APART, OF_KIND, SHEETS, WIDGETS, stylesheet

ROOMS = {sheet.partition("/")[0] for sheet in SHEETS}
KINDS = set(OF_KIND.values())


def words() -> list[tuple[tuple[str, ...], set[str]]]:
    """For each file that may write a class: the folders and the name of its path, and all words in it."""
    return [
        (path.relative_to(folder).parts, set(re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))))
        for folder in (WIDGETS, WIDGETS.parent / "lessons", WIDGETS.parent / "client")
        for path in folder.rglob("*.*")
        if path.suffix in {".py", ".ts"}
    ]


def test_every_sheet_beside_a_widget_is_on_the_page() -> None:
    there = {str(path.relative_to(WIDGETS).with_suffix("")) for path in WIDGETS.rglob("*.css")}
    assert there == set(SHEETS)
    assert len(SHEETS) == len(set(SHEETS))


def test_what_a_medium_takes_back_comes_last() -> None:
    assert stylesheet(ROOMS).index("@media (prefers-reduced-motion") < stylesheet(ROOMS).rindex("@media print")
    assert SHEETS[-2:] == ("kit/motion", "kit/print")


def test_every_rule_of_the_sheets_is_there_without_their_comments() -> None:
    text = stylesheet(ROOMS, KINDS)
    written = "".join((WIDGETS / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS)
    assert "/*" not in text
    bare = re.sub(r"/\*.*?\*/", "", written, flags=re.DOTALL)
    rule = r"([^{};]+)\{"
    rules = [re.sub(r"\s", "", selector) for selector in re.findall(rule, bare)]
    assert [re.sub(r"\s", "", selector) for selector in re.findall(rule, text)][-len(rules) :] == rules


def test_measures_are_written_out_and_colours_keep_their_names() -> None:
    text = stylesheet(ROOMS)
    assert "var(--hl-ink)" in text
    assert not [name for name in theme.measures() if name in text]


def test_a_sheet_that_few_pages_have_is_about_nothing_of_the_others() -> None:
    """A rule of it must name a class that nothing outside its room ever writes, or a page without it would lack it."""
    written = words()
    for sheet in APART:
        room = sheet.partition("/")[0]
        elsewhere = set[str]().union(*(found for parts, found in written if room not in parts))
        text = re.sub(r"/\*.*?\*/", "", (WIDGETS / f"{sheet}.css").read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in re.findall(r"([^{}@;]+){[^{}]*}", text):
            for selector in re.split(r",(?![^()]*\))", selectors):
                names = re.findall(r"((?:hl|st-key)-[\w-]+)", selector)
                assert not elsewhere.issuperset(names), selector


def test_no_rule_has_the_whole_page_asked_again_at_each_change() -> None:
    """What stands after :has(…) has a name: of a bare `*` or `:not(…)` the browser asks every element again."""
    text = re.sub(r"/\*.*?\*/", "", stylesheet(ROOMS), flags=re.DOTALL)
    for selectors in re.findall(r"([^{}@;]+){", text):
        for selector in re.split(r",(?![^()]*\))", selectors):
            _, has, after = selector.partition(":has(")
            while (bare := re.sub(r"\([^()]*\)", "", after)) != after:
                after = bare
            parts = re.split(r"\s*[>+~]\s*|\s+", after.partition(")")[2].strip()) if has else [""]
            assert not [part for part in parts[1:] if re.match(r"\*|:(?!is\b)", part)], selector


def test_no_rule_on_all_pages_asks_what_the_whole_page_has() -> None:
    text = re.sub(r"/\*.*?\*/", "", stylesheet(()), flags=re.DOTALL)
    page = r"(:root|html|body|\[data-testid=\"?stMain(BlockContainer)?\"?\])[^\s>+~,{]*:has\("
    assert not re.search(page, text)


def test_a_page_has_the_sheets_of_its_own_figures() -> None:
    assert ".hl-shifts" in stylesheet({"digits"})
    assert ".hl-shifts" not in stylesheet({"forward", "playground"})
    whole = stylesheet({"forward"})
    assert stylesheet({"forward"}, ["panel"]).count("scroll-padding") > whole.count("scroll-padding")
    assert stylesheet({"forward"}, ["only"]).count("stSidebar") > whole.count("stSidebar")
