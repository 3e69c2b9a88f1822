"""Questions for *Check yourself*: read from a lesson, filled with the numbers of the reader's own network, and judged.

A question is the body of a `check_yourself` marker. Its first lines ask; then each line's first sign says what it is:

    How many weights does your network have?
    = [[parameters]]
    ? [[neurons]]: That is the number of neurons.
    ! Every entry of every weight matrix is one weight.

`=` is the answer, `?` a typical wrong answer with what to say of it, `!` the explanation, which is shown at the end. A
question with choices has lines `- [x] right` and `- [ ] wrong` instead of `=`; a `?` line then starts with the choice's
number. `[[name]]` is a fact of the reader's network; `fact` lists them, and one that it does not know is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from mlp_core import BackwardTrace, ForwardTrace
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork
from widgets.questions.answers import about, same_answer

_FACT = re.compile(r"\[\[([^\[\]]+)\]\]")
_CHOICE = re.compile(r"- \[(?P<mark>[ x])\] (?P<text>.+)")
_ENTRY = re.compile(r"(?P<kind>[wLSdgf])(?P<index>\d|last)\.(?P<what>rows|columns|shape|(?P<row>\d+)\.(?P<column>\d+))")
_NOUN = re.compile(r"[^\W\d_]+( [^\W\d_]+)*")
_PERCENT = re.compile(r"(?i)\bper ?cent\b")


@dataclass(frozen=True)
class Question:
    """A question as the lesson has it, or, after `filled`, with the facts of one network in their places."""

    text: str
    answer: str
    choices: tuple[str, ...]
    mistakes: tuple[tuple[str, str], ...]
    explanation: str

    @property
    def about_network(self) -> bool:
        """Whether it asks for a fact of the reader's network, or says one."""
        lines = (self.text, self.answer, *self.choices, *(part for pair in self.mistakes for part in pair))
        return any(_FACT.search(line) for line in (*lines, self.explanation))

    def filled(self, network: ReaderNetwork) -> Question:
        """The question for this network. Raises ValueError if the network has no such fact."""
        return _filled(self, network)

    @property
    def order(self) -> tuple[int, ...]:
        """The choices' numbers in the order in which they are shown: the same always, and no habit of the author's."""
        words = "".join(sign for sign in self.text if sign.isalpha())  # the numbers are those of the network
        return tuple(sorted(range(1, len(self.choices) + 1), key=lambda number: crc32(f"{words} {number}".encode())))

    @property
    def asks_for_percent(self) -> bool:
        """Whether a number of percent is asked for: then 5 % is 5."""
        return bool(_PERCENT.search(self._asked))

    @property
    def _asked(self) -> str:
        """The sentence that asks, without what it tells beforehand."""
        sentences = re.split(r"(?<=[.?!])\s+", self.text)
        return ([sentence for sentence in sentences if sentence.endswith("?")] or sentences)[-1]

    def judge(self, given: str) -> tuple[bool, str]:
        """Whether an answer is right, and what to say if it is a mistake that the lesson foresaw."""
        if self._same(given, self.answer):
            return True, ""
        for value, say in self.mistakes:
            if self._same(given, value):
                return False, say
        return False, ""

    def _same(self, given: str, expected: str) -> bool:
        return given == expected if self.choices else same_answer(given, expected, percent=self.asks_for_percent)

    def respond(self, given: str) -> tuple[bool, str]:
        """Whether an answer is right, and what is said of it."""
        right, say = self.judge(given)
        return right, self.explanation if right else say or self.look_at(given)

    def look_at(self, given: str) -> str:
        """What to say of a wrong answer that nobody foresaw: what its numbers tell, or to look at what is asked."""
        said = "" if self.choices else about(given, self.answer, percent=self.asks_for_percent)
        return said or f"Look again at what is asked: {self._asked}"


@lru_cache(maxsize=1024)  # at each change every question of a page is asked what there is to see of it
def _filled(question: Question, network: ReaderNetwork) -> Question:
    known: dict[str, str] = {}

    def fill(text: str) -> str:
        return _FACT.sub(lambda hit: known.setdefault(hit[1], fact(hit[1], network)), text)

    return Question(
        fill(question.text),
        fill(question.answer),
        tuple(fill(choice) for choice in question.choices),
        tuple((fill(value), fill(say)) for value, say in question.mistakes),
        fill(question.explanation),
    )


def parse_question(body: str) -> Question:
    """Read the body of a `check_yourself` marker. Raises ValueError saying what is missing."""
    text: list[str] = []
    answer, choices, right, mistakes, explanation = "", [], [], [], ""
    for line in (line.strip() for line in body.splitlines()):
        choice = _CHOICE.fullmatch(line)
        if choice:
            choices.append(choice["text"])
            if choice["mark"] == "x":
                right.append(str(len(choices)))
        elif line.startswith("= "):
            answer = line[2:]
        elif line.startswith("? "):
            value, colon, say = line[2:].partition(": ")
            if not colon:
                raise ValueError(f"a wrong answer is written '? value: what to say', got '{line}'")
            mistakes.append((value, say))
        elif line.startswith("! ") or explanation:
            explanation = f"{explanation}\n{line.removeprefix('! ')}".strip()
        else:
            text.append(line)
    if choices:
        if answer or len(right) != 1:
            raise ValueError(
                f"a question with choices marks exactly one of them '[x]' and has no '=', got {len(right)}"
            )
        answer = right[0]
    for name, value in (("text", "".join(text)), ("answer ('= …')", answer), ("explanation ('! …')", explanation)):
        if not value:
            raise ValueError(f"a question needs a {name}")
    for whole in _FACT.findall(body):
        name, space, noun = whole.partition(" ")
        if not (name in _SIMPLE or _ENTRY.fullmatch(name)) or (space and not _NOUN.fullmatch(noun)):
            raise ValueError(_no_fact(whole))
    return Question("\n".join(text).strip(), answer, tuple(choices), tuple(mistakes), explanation)


def _no_fact(name: str) -> str:
    return (
        f"[[{name}]]: no such fact. There are {', '.join(_SIMPLE)}, entries and shapes such as S0.1.2 and wlast.shape, "
        "and any of them with a noun to count, as in 'P output'"
    )


def fact(name: str, network: ReaderNetwork) -> str:
    """A number of the reader's network, as the book prints it.

    N, M, Q (of the first hidden layer), P; layers (weight matrices), neurons (hidden and output), parameters,
    loss, rate; w0.rows, w0.columns, w0.shape, and the same for L (layers), S (sums), d (δ) and g (gradients); an entry
    as S0.1.2, row and column counted from 1, with f for the derivatives f′. `last` may stand for the last index:
    `wlast.shape`. A noun after it, as in `P output`, is counted: 1 output,
    2 outputs. Raises ValueError if this network has no such thing.
    """
    name, _, noun = name.partition(" ")
    if noun:
        return theme.counted(int(fact(name, network)), noun)
    if name in _SIMPLE:
        return theme.number(float(_SIMPLE[name](network)))
    hit = _ENTRY.fullmatch(name)
    if hit is None:
        raise ValueError(_no_fact(name))
    matrices = _MATRICES[hit["kind"]](network.forward(), network)
    index = len(matrices) - 1 if hit["index"] == "last" else int(hit["index"])
    if index >= len(matrices):
        raise ValueError("Your network has too few layers for this question. Give it a hidden layer.")
    matrix = matrices[index]
    if hit["row"]:
        if matrix.ndim == 3:
            raise ValueError("Softmax mixes its sums, so no neuron has a slope of its own. Choose another activation.")
        row, column = int(hit["row"]) - 1, int(hit["column"]) - 1
        if row >= matrix.shape[0] or column >= matrix.shape[1]:
            raise ValueError("Your network is too small for this question. Give it more neurons or data points.")
        return theme.number(float(matrix[row, column]))
    rows, columns = matrix.shape[0], matrix.shape[1]
    return {"rows": str(rows), "columns": str(columns), "shape": f"{rows} × {columns}"}[hit["what"]]


def _backward(forward: ForwardTrace, network: ReaderNetwork) -> BackwardTrace:
    return network.network().backward(forward, network.dataset().Y, network.loss)


_SIMPLE: dict[str, Callable[[ReaderNetwork], float]] = {
    "N": lambda network: network.points,
    "M": lambda network: network.sizes[0],
    "Q": lambda network: network.sizes[1] if network.last > 1 else 0,
    "P": lambda network: network.sizes[-1],
    "layers": lambda network: network.last,
    "neurons": lambda network: sum(network.sizes[1:]),
    "all_neurons": lambda network: sum(network.sizes),
    "parameters": lambda network: network.network().parameter_count,
    "rate": lambda network: network.learning_rate,
    "loss": lambda network: _backward(network.forward(), network).loss,
}
_MATRICES: dict[str, Callable[[ForwardTrace, ReaderNetwork], tuple]] = {  # type: ignore[type-arg]
    "w": lambda forward, network: forward.weights,
    "L": lambda forward, network: forward.layers,
    "S": lambda forward, network: forward.sums,
    "f": lambda forward, network: forward.derivatives,
    "d": lambda forward, network: _backward(forward, network).deltas,
    "g": lambda forward, network: _backward(forward, network).weight_gradients,
}
