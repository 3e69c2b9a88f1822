"""What is written of problems is read back by the rules of each format.

These readers follow the formats' own descriptions and share no line with the writers.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

from studies.problems import TOPICS, Choice, Problem, problems
from studies.problems.choice import varied
from studies.problems.files import KINDS, files, one_file
from studies.problems.questions import Question, questions

KINDS_OF_PROBLEMS = pytest.mark.parametrize("drawn", [*TOPICS, "bias"], indirect=True)


@cache
def some_of(kind: str) -> list[Problem]:
    """Variants of a topic, or of one with bias. Drawn when they are asked for: others collect these tests, too."""
    return list(problems(varied("backpropagation", 4), 2, 7) if kind == "bias" else problems(Choice(kind), 3, 7))


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> list[Problem]:
    return some_of(request.param)


def asked(drawn: list[Problem]) -> list[Question]:
    return [question for problem in drawn for question in questions(problem)]


def by_title(drawn: list[Problem]) -> dict[str, Question]:
    found = {question.title: question for question in asked(drawn)}
    assert len(found) == len(asked(drawn)), "titles tell questions apart"
    return found


def accepted(answers: list[tuple[float, float, float, str]], given: float) -> tuple[float, str]:
    """What a platform says of an answer: the first of (fraction, value, tolerance, feedback) that fits."""
    for fraction, value, tolerance, feedback in answers:
        if abs(given - value) <= tolerance:
            return fraction, feedback
    return 0.0, ""


def is_whole(question: Question, answers: list[tuple[float, float, float, str]]) -> None:
    """Right answers count, each slip gets the feedback that is its own, and nothing else is accepted."""
    assert accepted(answers, question.answer)[0] == 100
    assert accepted(answers, question.answer + 0.9 * question.tolerance)[0] == 100
    assert accepted(answers, question.answer + 1.5 * question.tolerance + 1e-9)[0] in (0, 0.0)
    for wrong in question.wrong:
        assert accepted(answers, wrong.value) == (0, wrong.feedback)


# --- Moodle XML: https://docs.moodle.org/en/Moodle_XML_format ---
@pytest.mark.long
@KINDS_OF_PROBLEMS
def test_moodle_xml(drawn: list[Problem]) -> None:
    quiz = ElementTree.fromstring(one_file("questions.xml", drawn))
    assert quiz.tag == "quiz"
    known, seen, identifiers = by_title(drawn), set(), set()
    for made in quiz:
        assert made.tag == "question"
        if made.get("type") == "category":
            path = made.findtext("category/text") or ""
            assert path.startswith("$course$/top/Hidden Layers/")
            assert len(re.findall(r"(?<!/)/(?!/)", path)) == 4, "a slash inside a name is doubled"
            continue
        assert made.get("type") == "numerical"
        question = known[made.findtext("name/text") or ""]
        seen.add(question.title)
        assert question.asked.split("?")[0] in re.sub(r"&\w+;", "", made.findtext("questiontext/text") or "")
        assert made.find("questiontext").get("format") == "html"  # type: ignore[union-attr]
        identifiers.add(made.findtext("idnumber"))
        answers, caught = [], ""
        for answer in made.findall("answer"):
            assert answer.get("fraction") in {"100", "0"}
            feedback, text = answer.findtext("feedback/text") or "", answer.findtext("text") or ""
            if text == "*":
                caught = feedback
                continue
            assert not caught, "what catches all others comes last"
            tolerance = float(answer.findtext("tolerance") or "nan")
            answers.append((float(answer.get("fraction") or 0), float(text), tolerance, feedback))
        assert caught.startswith("Not yet")
        is_whole(question, answers)
    assert seen == set(known)
    assert len(identifiers) == len(known)


# --- GIFT: https://docs.moodle.org/en/GIFT_format ---
def gift_questions(text: str) -> list[tuple[str, str, str]]:
    """Title, question and what is in its braces, with the escaped signs still escaped."""
    found = []
    for part in re.split(r"\n\s*\n", text):
        lines = [line for line in part.splitlines() if line and not line.startswith("//")]
        if not lines or lines[0].startswith("$CATEGORY: "):
            continue
        whole = "\n".join(lines)
        hit = re.fullmatch(r"::((?:\\.|[^\\:])*)::\[html\]((?:\\.|[^\\{}=~#])*)\{#\n(.*)\n\}", whole, re.DOTALL)
        assert hit is not None, whole[:400]
        found.append((hit[1], hit[2], hit[3]))
    return found


def unescaped(text: str) -> str:
    return re.sub(r"\\([~=#{}:\\])", r"\1", text)


@KINDS_OF_PROBLEMS
def test_gift(drawn: list[Problem]) -> None:
    known, seen = by_title(drawn), set()
    for title, _, inside in gift_questions(one_file("questions.gift", drawn).decode()):
        question = known[unescaped(title)]
        seen.add(question.title)
        answers = []
        for line in inside.splitlines():
            hit = re.fullmatch(r"\t=%(\d+)%(-?[\d.]+):([\d.]+)#((?:\\.|[^\\~=#{}])*)", line)
            assert hit is not None, line
            answers.append((float(hit[1]), float(hit[2]), float(hit[3]), unescaped(hit[4])))
        is_whole(question, answers)
    assert seen == set(known)


# --- QTI 2.1 ---
QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
# The order of an item's children and what may stand in a body, from the standard's information model.
ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
BLOCKS = {"div", "p", "table"}
INLINE = {"b", "i", "em", "strong", "span", "sub", "sup", "br", "textEntryInteraction"}
CHILDREN = {
    "itemBody": BLOCKS,
    "div": BLOCKS | INLINE,
    "p": INLINE,
    "b": INLINE,
    "span": INLINE,
    "table": {"tbody"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
    "td": BLOCKS | INLINE,
    "textEntryInteraction": set(),
}
ATTRIBUTES = {"class", "responseIdentifier", "expectedLength"}
IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*")


def answer_item(item: ElementTree.Element, given: float) -> tuple[float, str]:
    """Run the item's response processing; score and feedback."""
    declared = item.iter(f"{QTI}outcomeDeclaration")
    outcome = {o.get("identifier"): o.findtext(f"{QTI}defaultValue/{QTI}value") for o in declared}
    condition = item.find(f"{QTI}responseProcessing/{QTI}responseCondition")
    assert condition is not None
    for branch in condition:
        equal = branch.find(f"{QTI}equal")
        if equal is not None:
            low, high = map(float, (equal.get("tolerance") or "").split())
            value = float(equal.findtext(f"{QTI}baseValue") or "nan")
            assert equal.get("toleranceMode") == "absolute"
            if not value - low <= given <= value + high:
                continue
        for chosen in branch.findall(f"{QTI}setOutcomeValue"):
            outcome[chosen.get("identifier")] = chosen.findtext(f"{QTI}baseValue")
        break
    said = [f.text or "" for f in item.iter(f"{QTI}modalFeedback") if f.get("identifier") == outcome["FEEDBACK"]]
    assert len(said) == 1
    return float(outcome["SCORE"] or 0), said[0]


def check_item(text: bytes) -> ElementTree.Element:
    item = ElementTree.fromstring(text)
    assert item.tag == f"{QTI}assessmentItem"
    assert {"identifier", "title", "adaptive", "timeDependent"} <= set(item.keys())
    order = [ORDER.index(child.tag.removeprefix(QTI)) for child in item]
    assert order == sorted(order)
    body = item.find(f"{QTI}itemBody")
    assert body is not None
    for part in body.iter():
        tag = part.tag.removeprefix(QTI)
        assert {child.tag.removeprefix(QTI) for child in part} <= CHILDREN[tag]
        assert set(part.keys()) <= ATTRIBUTES
        if tag in {"itemBody", "table", "tbody", "tr"}:
            assert not (part.text or "").strip()
    assert len(list(body.iter(f"{QTI}textEntryInteraction"))) == 1
    names = [f.get("identifier") or "" for f in item.iter(f"{QTI}modalFeedback")]
    assert len(names) == len(set(names))
    assert all(IDENTIFIER.fullmatch(name) for name in [item.get("identifier") or "", *names])
    return item


@KINDS_OF_PROBLEMS
def test_qti(drawn: list[Problem]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(one_file("questions-qti21.zip", drawn)))
    assert archive.testzip() is None
    manifest = ElementTree.fromstring(archive.read("imsmanifest.xml"))
    resources = {r.get("identifier"): r for r in manifest.iter(f"{CP}resource")}
    hrefs = {resource.get("href") for resource in resources.values()}
    assert hrefs | {"imsmanifest.xml"} == set(archive.namelist())
    for resource in resources.values():
        assert [file.get("href") for file in resource.findall(f"{CP}file")] == [resource.get("href")]
        assert {d.get("identifierref") for d in resource.findall(f"{CP}dependency")} <= set(resources)
    test = ElementTree.fromstring(archive.read("assessment.xml"))
    listed = [ref.get("href") for ref in test.iter(f"{QTI}assessmentItemRef")]
    assert set(listed) == {href for href in hrefs if href and href.startswith("items/")}
    for section in test.iter(f"{QTI}assessmentSection"):
        assert [child.tag.removeprefix(QTI) for child in section] == ["selection"] + ["assessmentItemRef"] * len(
            drawn
        ), "the same question of each variant"
    known = by_title(drawn)
    for name in listed:
        item = check_item(archive.read(name or ""))
        question = known.pop(item.get("title") or "")
        assert answer_item(item, question.answer) == (1, "Right.")
        for wrong in question.wrong:
            assert answer_item(item, wrong.value) == (0, wrong.feedback)
        assert answer_item(item, 1e6)[1].startswith("Not yet")
    assert not known


@KINDS_OF_PROBLEMS
def test_csv(drawn: list[Problem]) -> None:
    rows = list(csv.DictReader(io.StringIO(one_file("questions.csv", drawn).decode(), newline="")))
    right = [row for row in rows if row["right"] == "yes"]
    assert len(right) == len(asked(drawn))
    for row, question in zip(right, asked(drawn), strict=True):
        same = [other for other in rows if (other["variant"], other["question"]) == (row["variant"], row["question"])]
        assert abs(float(row["answer"]) - question.answer) < 1e-8
        assert {other["slip"] for other in same} == {""} | {wrong.slip for wrong in question.wrong}


# --- the sheet ---
class Sheet(HTMLParser):
    """The tables of a sheet by page, and whether all that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.pages: list[dict[str, list[str]]] = []
        self.links: list[str] = []
        self.in_number = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag == "section":
            self.pages.append({"blank": [], "number": []})
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.in_number = tag == "td" and given.get("class") == "number"
        if tag == "td" and given.get("class") in {"blank", "number"}:
            self.pages[-1][given["class"] or ""].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.in_number and self.open[-1] == "td":
            self.pages[-1]["number"][-1] += data


@KINDS_OF_PROBLEMS
def test_a_sheet_has_a_page_and_a_key_for_each_variant_with_every_number(drawn: list[Problem]) -> None:
    read = Sheet()
    read.feed(one_file("sheet.html", drawn).decode())
    assert not read.open
    assert not read.links, "one file that needs no other"
    assert len(read.pages) == 2 * len(drawn)
    for problem, page, key in zip(drawn, read.pages, read.pages[len(drawn) :], strict=False):
        entries = sum(task.values.size for task in problem.tasks)
        assert len(page["blank"]) == entries
        assert not key["blank"]
        filled = [float(text.replace("−", "-")) for text in key["number"][-entries:]]
        wanted = np.concatenate([task.values.ravel() for task in problem.tasks])
        assert np.all(abs(np.array(filled) - wanted) <= 0.00051)


def test_all_files_are_written_alike_for_the_same_problems() -> None:
    once, again = files(some_of("deltas")), files(list(problems(Choice("deltas"), 3, 7)))
    assert once == again
    assert set(once) == set(KINDS)
