"""The numerical questions that learning platforms get: one entry of each matrix, with what each slip gives there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studies.problems.markup import element, html
from studies.problems.statement import statement
from studies.problems.tasks import Problem, Task

RIGHT = "Right."
OTHERWISE = "Not yet, and it is none of the usual slips. Look at the rule once more, and work with three decimals."


@dataclass(frozen=True)
class Wrong:
    """A foreseen wrong answer: the slip's name, the number that it gives, and what to say of it."""

    slip: str
    value: float
    feedback: str


@dataclass(frozen=True)
class Question:
    """One number to give. number: of the question in its problem, from 1; tolerance: absolute."""

    problem: Problem
    task: Task
    number: int
    entry: str
    asked: str
    answer: float
    tolerance: float
    wrong: tuple[Wrong, ...]

    @property
    def title(self) -> str:
        """Topic, variant and entry."""
        return f"{self.problem.choice.title}, variant {self.problem.variant:02d}: {self.entry}"

    @property
    def group(self) -> str:
        """What the same question of all variants has in common: platforms draw one of them at random."""
        return f"{self.number:02d} {self.task.title if self.task.asks else self.task.name}"

    @property
    def identifier(self) -> str:
        """A name of letters, digits and underscores."""
        problem = self.problem
        return f"{problem.choice.topic}_s{problem.seed}_v{problem.variant:02d}_q{self.number:02d}"

    @property
    def html(self) -> str:
        """The whole question in HTML."""
        return html([*statement(self.problem), element("p", element("b", self.asked))])


def questions(problem: Problem) -> Iterator[Question]:
    """The questions of one variant, in the order of the work."""
    number = 0
    for task in problem.tasks:
        places = task.places if task.asks else task.telling()[:1]
        for place in places:
            number += 1
            yield _question(problem, task, place, number)


def _question(problem: Problem, task: Task, place: tuple[int, int], number: int) -> Question:
    entry = task.entry(place)
    if task.asks:
        asked = task.asks[place[1]] + (f" {task.name} = {task.rule}" if len(task.asks) == 1 and problem.moved else "")
    else:
        where = f", row {place[0] + task.first_row}, column {place[1] + 1}" if task.values.size > 1 else ""
        asked = f"{task.title}, {task.name} = {task.rule}. What is the entry of {task.name}{where}?"
        asked = asked if where else f"{task.title}, {task.name} = {task.rule}. What is {task.name}?"
    wrong = tuple(Wrong(slip, value, task.explain(slip)) for slip, value in task.slips(place).items())
    return Question(problem, task, number, entry, asked, float(task.values[place]), task.allowance(place), wrong)


def plain(value: float) -> str:
    """A number as programs read it, without the last digits that are the machine's."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
