"""Questions for *Check yourself*: read from a lesson, filled with the numbers of the reader's own network, and judged.

A question is the body of a `check_yourself` marker. Its first lines ask; then each line's first sign says what it is:

    How many weights does your network have?
    = [[parameters]]
    ? [[neurons]]: That is the number of neurons.
    ! Every entry of every weight matrix is one weight.

`=` is the answer, `?` a typical wrong answer with what to say of it, `!` the explanation, which is shown at the end. A
question with choices has lines `- [x] right` and `- [ ] wrong` instead of `=`; a `?` line then starts with the choice's
number. `[[name]]` is a fact of the reader's network, see `fact`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from mlp_core import BackwardTrace, ForwardTrace
from widgets.kit import theme
from widgets.kit.reader import ReaderNetwork

_FACT = re.compile(r"\[\[([^\[\]]+)\]\]")
_CHOICE = re.compile(r"- \[(?P<mark>[ x])\] (?P<text>.+)")
_NUMBER = re.compile(r"[-−+]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_PLAIN = {code: chr(plain) for plain, code in theme.SUPERSCRIPTS.items()}
# Readers round: a decimal answer is right within half a unit of the second decimal, a whole number only exactly.
TOLERANCE = 0.0051


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
        known: dict[str, str] = {}

        def fill(text: str) -> str:
            return _FACT.sub(lambda hit: known.setdefault(hit[1], fact(hit[1], network)), text)

        return Question(
            fill(self.text),
            fill(self.answer),
            tuple(fill(choice) for choice in self.choices),
            tuple((fill(value), fill(say)) for value, say in self.mistakes),
            fill(self.explanation),
        )

    def judge(self, given: str) -> tuple[bool, str]:
        """Whether an answer is right, and what to say if it is a mistake that the lesson foresaw."""
        if same_answer(given, self.answer):
            return True, ""
        for value, say in self.mistakes:
            if same_answer(given, value):
                return False, say
        return False, ""

    def look_at(self, given: str) -> str:
        """What to look at again after a wrong answer that nobody foresaw: how many numbers, or what is asked."""
        wanted, got = len(_numbers(self.answer)), len(_numbers(given))
        if not self.choices and wanted != got:
            return f"The answer is {_counted(wanted)}; yours has {_counted(got) if got else 'none'}."
        sentences = re.split(r"(?<=[.?!])\s+", self.text)
        asked = [sentence for sentence in sentences if sentence.endswith("?")] or sentences
        return f"Look again at what is asked: {asked[-1]}"


def _counted(count: int) -> str:
    return "one number" if count == 1 else f"{count} numbers"


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
    return Question("\n".join(text).strip(), answer, tuple(choices), tuple(mistakes), explanation)


def same_answer(given: str, expected: str) -> bool:
    """Whether two answers have the same numbers in the same order, however they are written: '(3, 2)' is '3 × 2'."""
    ours, theirs = _numbers(given), _numbers(expected)
    if not theirs or len(ours) != len(theirs):
        return False
    return all(
        abs(mine - wanted) <= (0 if wanted.is_integer() and mine.is_integer() else TOLERANCE)
        for mine, wanted in zip(ours, theirs, strict=True)
    )


def _numbers(text: str) -> list[float]:
    # Powers of ten as the book prints them; a comma followed by a space separates, elsewhere it may be a decimal one.
    text = re.sub(r"·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda hit: f"e{hit[1].translate(_PLAIN)}", text)
    text = text.replace("−", "-").replace(", ", " ; ").replace("(", " ").replace(")", " ")
    text = re.sub(r"(?<=\d)\s*[x×]\s*(?=\d)", " ; ", text)
    return [float(hit.replace(",", ".")) for hit in _NUMBER.findall(text)]


@lru_cache(maxsize=2)
def _forward(network: ReaderNetwork) -> ForwardTrace:
    """For all facts that a lesson's questions ask of a network and of the one before. Nothing here writes to it."""
    return network.forward()


def fact(name: str, network: ReaderNetwork) -> str:
    """A number of the reader's network, as the book prints it.

    N, M, Q (of the first hidden layer), P; layers (weight matrices), neurons (hidden and output), parameters,
    loss, rate; w0.rows, w0.columns, w0.shape, and the same for L (layers), S (sums), d (δ) and g (gradients); an entry
    as S0.1.2, row and column counted from 1, with f for the derivatives f′. `last` may stand for the last index:
    `wlast.shape`. Raises ValueError if this network has no such thing.
    """
    if name in _SIMPLE:
        return theme.number(float(_SIMPLE[name](network)))
    hit = re.fullmatch(
        r"(?P<kind>[wLSdgf])(?P<index>\d|last)\.(?P<what>rows|columns|shape|(?P<row>\d+)\.(?P<column>\d+))", name
    )
    if hit is None:
        raise ValueError(f"[[{name}]]: no such fact; see widgets/questions/questions.py")
    matrices = _MATRICES[hit["kind"]](_forward(network), network)
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
    "loss": lambda network: _backward(_forward(network), network).loss,
}
_MATRICES: dict[str, Callable[[ForwardTrace, ReaderNetwork], tuple]] = {  # type: ignore[type-arg]
    "w": lambda forward, network: forward.weights,
    "L": lambda forward, network: forward.layers,
    "S": lambda forward, network: forward.sums,
    "f": lambda forward, network: forward.derivatives,
    "d": lambda forward, network: _backward(forward, network).deltas,
    "g": lambda forward, network: _backward(forward, network).weight_gradients,
}
