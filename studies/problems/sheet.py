"""Problems on paper: one HTML file with a page for each variant, blanks in the book's layout, and a key."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from studies.problems.markup import element, html, matrix
from studies.problems.statement import decimals, statement
from studies.problems.tasks import Problem, Task
from studies.problems.words import number

STYLE = """
@page { size: A4; margin: 14mm 14mm 12mm; }
body { font: 10.5pt/1.35 "Source Serif 4", Georgia, serif; color: #000; background: #fff; margin: 1rem; }
h1 { font-size: 1.25rem; margin: 0 0 0.2rem; } h2 { font-size: 1rem; margin: 0.6rem 0 0.2rem; } p { margin: 0.2rem 0; }
.page { break-after: page; } .page:last-child { break-after: auto; }
@media screen { .page { max-width: 46rem; margin: 0 auto 2.5rem; border-bottom: 1px solid #999; } }
.who { display: flex; gap: 1.5rem; margin: 0.4rem 0 0.6rem; } .who span { flex: 1; border-bottom: 1px solid #000; }
.row { display: flex; flex-wrap: wrap; gap: 0.3rem 1.6rem; align-items: flex-end; }
.whole, .task { break-inside: avoid; }
.tasks { display: grid; grid-template-columns: repeat(auto-fill, minmax(14.5rem, 1fr)); gap: 0.5rem 1rem; }
.tasks { margin-top: 0.6rem; }
.name { font-size: 0.95em; margin: 0.1rem 0; }
.rule { font-style: italic; }
table.matrix { border-collapse: separate; border-spacing: 0.25rem 0.15rem; border: solid #000; border-width: 0 2px;
  border-radius: 5px; padding: 0 0.15rem; }
table.matrix td { text-align: right; min-width: 2.4rem; padding: 0.05rem 0.2rem; font-variant-numeric: tabular-nums; }
table.matrix td.blank { border: 1px solid #000; height: 1.35rem; min-width: 3.4rem; }
table.slips { border-collapse: collapse; font-size: 0.82em; width: 100%; margin-top: 0.3rem; }
table.slips :is(td, th) { border: 1px solid #666; padding: 0.08rem 0.35rem; text-align: left; vertical-align: top; }
table.slips tr { break-inside: avoid; } table.slips td:nth-child(-n+3) { white-space: nowrap; }
"""


def sheet(problems: Sequence[Problem], *, key: bool = True) -> str:
    """A complete HTML document: first all variants with blanks, then, with key, all of them filled in."""
    title = f"{problems[0].choice.title}, seed {problems[0].seed}"
    pages = [_page(problem) for problem in problems] + [_key_page(problem) for problem in problems if key]
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n{html(pages)}\n</body>\n</html>\n"
    )


def _page(problem: Problem) -> Element:
    who = element("p", element("b", "Name"), element("span"), element("b", "Date"), element("span"), class_="who")
    tasks = [_task(problem, task, blank=True) for task in problem.tasks]
    return element(
        "section",
        _heading(problem, ""),
        who,
        *statement(problem),
        element("div", *tasks, class_="tasks"),
        class_="page",
    )


def _key_page(problem: Problem) -> Element:
    tasks = [_task(problem, task, blank=False) for task in problem.tasks]
    return element(
        "section",
        _heading(problem, " · key"),
        *statement(problem),
        element("div", *tasks, class_="tasks"),
        element("h2", "What wrong answers tell"),
        _slips(problem),
        class_="page key",
    )


def _heading(problem: Problem, more: str) -> Element:
    seed = element("small", f" (seed {problem.seed})")
    return element("h1", f"{problem.choice.title} · variant {problem.variant}{more}", seed)


def _task(problem: Problem, task: Task, *, blank: bool) -> Element:
    rule = element("p", f"{task.title}: ", element("span", task.rule, class_="rule"), class_="name")
    places = decimals(problem) + (1 if task.asks else 0)
    whole = matrix(task.name, task.values, decimals=places, blank=blank, first_row=task.first_row, shape=not task.asks)
    return element("div", rule, whole, class_="task")


def _slips(problem: Problem) -> Element:
    """For the entry of each matrix that tells most: what each slip gives there."""
    places = decimals(problem) + 1
    head = element("tr", *(element("th", text) for text in ("entry", "right", "wrong", "what it tells")))
    rows = []
    for task in problem.tasks:
        place = task.telling()[0]
        for slip, value in task.slips(place).items():
            cells = (task.entry(place), number(float(task.values[place]), places), number(value, places))
            rows.append(element("tr", *(element("td", text) for text in (*cells, task.explain(slip)))))
    return element("table", element("thead", head), element("tbody", *rows), class_="slips")
