"""A matrix as people write it: NumPy, Python lists, MATLAB, LaTeX, Markdown, a block of a spreadsheet, plain rows.

A text may name what it gives (`X = …`, `w0 = …`, `b1 = …`) and give several matrices one after the other. The numbers
in it are read by written_numbers, so that 0,5 and 1/2 and ½ and 5·10⁻¹ are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from widgets.kit.theme import counted
from widgets.kit.written_numbers import NotANumber, number
from widgets.kit.written_table import MOST_CELL, why_no_number

Rows = tuple[tuple[float, ...], ...]

MOST_SIGNS = 20_000
"""Characters: all matrices of the largest network, written out, take fewer."""
MOST_NUMBERS = 13 * 12
"""Of one matrix: the weights between two layers of twelve, with a bias."""
MOST_SIZE = 1e6


class NotAMatrix(ValueError):
    """A text in which no matrix can be read; the message says where and why, for whoever wrote it."""


@dataclass(frozen=True)
class Written:
    """A matrix as it was read. name: "" if the text gives none. said: what the reader should know of the reading."""

    name: str
    rows: Rows
    said: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])


def read_matrix(text: str) -> Written:
    """The one matrix in a text. Raises NotAMatrix naming the row and the column where the reading ended."""
    found = read_matrices(text)
    if len(found) > 1:
        raise NotAMatrix(f"There are {len(found)} matrices here, and one is asked for.")
    return found[0]


def read_matrices(text: str) -> tuple[Written, ...]:
    """All matrices of a text, in its order. Raises NotAMatrix for the first that cannot be read, with its name."""
    if len(text) > MOST_SIGNS:
        raise NotAMatrix(
            f"This is {len(text):,} characters long. The largest matrix here has {MOST_NUMBERS} numbers; give only it."
        )
    parts = _named(_bare(text))
    if not parts:
        raise NotAMatrix("There is no number in it yet.")
    found = []
    for name, body in parts:
        try:
            found.append(_read(name, body))
        except NotAMatrix as error:
            raise NotAMatrix(f"{name}: {error}" if name else str(error)) from None
    return tuple(found)


def _read(name: str, body: str) -> Written:
    body, transposed = _TRANSPOSED.subn(r"\1", body)
    rows = [list(_cells(row)) for row in _rows(body)]
    rows = [cells for cells in rows if any(cells)]
    if not rows:
        raise NotAMatrix("There is no number in it yet.")
    rows, said = _without_names(rows)
    if all(_COMMA_PAIR.fullmatch(line) for line in body.split("\n") if line.strip()):
        said += ("Each row is read as two numbers; with a decimal comma in mind, write 1.5 for 1,5.",)
    if sum(map(len, rows)) > MOST_NUMBERS:
        raise NotAMatrix(f"It has {sum(map(len, rows)):,} numbers; a matrix of this book has {MOST_NUMBERS} at most.")
    values = [
        tuple(_value(cell, i, j) for j, cell in enumerate(cells, start=1)) for i, cells in enumerate(rows, start=1)
    ]
    for i, row in enumerate(values, start=1):
        if len(row) != len(values[0]):
            raise NotAMatrix(
                f"Row {i} has {counted(len(row), 'number')}, but row 1 has {len(values[0])}. All rows of a matrix are "
                "equally long."
            )
    return Written(name, tuple(zip(*values, strict=True)) if transposed else tuple(values), said)


def read_cells(cells: Sequence[Sequence[str]]) -> Rows:
    """The matrix in a grid of cells, one number in each. Raises NotAMatrix naming the row and the column."""
    if not cells or not cells[0]:
        raise NotAMatrix("There is no number in it yet.")
    return tuple(tuple(_value(cell.strip(), i, j) for j, cell in enumerate(row, 1)) for i, row in enumerate(cells, 1))


_TRANSPOSED = re.compile(r"([\])}])\s*(?:\.?'|\.T\b|ᵀ|\^\s*\{?\s*(?:\\top|T)\b\s*\}?|\.transpose\(\))\s*;?\s*$")
_COMMA_PAIR = re.compile(r"\s*[-+−–]?\d+,\d+\s*")


# --- what is around the numbers ---------------------------------------------------------------------------------------
_SPACING = re.compile(r"\\(?:[,;:! ]|quad\b|qquad\b|displaystyle\b|hline\b|left\b|right\b|big[lr]?\b|Big[lr]?\b)")
_ENVIRONMENT = re.compile(
    r"\\begin\{(\w*?)(?:matrix|array)\*?\}(?:\{[lcr| ]*\})?(.*?)\\end\{\w*?(?:matrix|array)\*?\}", re.S
)
_CALL = re.compile(
    r"(?:\b(?:np|numpy|jnp|torch|tf)\s*\.\s*)?\b(?:array|matrix|asarray|tensor|constant|List|list|tuple)\s*(?=[\[(])"
)
_KEYWORD = re.compile(r",\s*dtype\s*=\s*[\w.'\"]+")
_COMMENT = re.compile(r"(?m)((?:^|\s))(?:#(?!N/A|DIV|REF|VALUE|NAME|NUM|NULL)|//).*$|(^|[;\]])[ \t]*%.*$")
# A spreadsheet's first line, and what R prints beside the rows and above the columns of a matrix.
_OF_A_FILE = re.compile(r"(?mi)\A\s*\"?sep=.\"?[ \t]*\n|^[ \t]*(?:\[,\d+\][ \t]*)+$|^[ \t]*\[\d+,\]")
_MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z!][^>]*>?")


def _bare(text: str) -> str:
    """The text without the words of programs and of LaTeX, its rows by newlines or semicolons."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    text = _OF_A_FILE.sub("", text)
    if found := _MARKUP.search(text):
        raise NotAMatrix(f"“{found[0][:40]}” is HTML. Copy the numbers from the page that it draws.")
    text = _environments(text)
    text = re.sub(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1/\2", text)
    text = re.sub(r"\\[dt]?frac\s*(\d)\s*(\d)", r"\1/\2", text)
    text = re.sub(r"\^\{\s*([-+−]?\d+)\s*\}", r"^\1", re.sub(r"\\(?:cdot|times)\b", "·", text))
    text = _SPACING.sub(" ", text).replace("$", " ").replace("\\[", " ").replace("\\]", " ")
    text = re.sub(r"(?<=\d)\{([,.])\}(?=\d)", r"\1", text)
    text = _COMMENT.sub(lambda found: found[1] or found[2] or "", text)
    text = _KEYWORD.sub("", _CALL.sub("", text))
    text = re.sub(r"(?<![\w)\]])\(\s*([-+−]?[\d./]+)\s*\)", r"\1", text)  # (1/2), but not (1, 2)
    return re.sub(r"(?m)^\s*(?:import\b|from\b|>>>|In ?\[|Out ?\[).*$", "", text) if "import" in text else text


def _environments(text: str) -> str:
    """LaTeX's matrices as rows in brackets; their cells stay parted by &."""

    def row_by_row(found: re.Match[str]) -> str:
        rows = [row.strip() for row in re.split(r"\\\\(?:\[[^\]]*\])?|\\cr\b", found[2])]
        return "[" + ",".join(f"[{row} &]" for row in rows if row) + "]"

    if "\\begin" in text and not _ENVIRONMENT.search(text):
        raise NotAMatrix("“\\begin{…}” has no “\\end{…}”.")
    return _ENVIRONMENT.sub(row_by_row, text)


_NAME = re.compile(
    r"(?:^|(?<=[\n;]))[ \t]*(?P<name>[A-Za-z]\w*)[ \t]*"
    r"(?P<index>[\[(]\s*\d\s*[\])]|\^?\s*\{?\s*\(?\s*\d\s*\)?\s*\}?|⁽?[⁰¹²³⁴⁵⁶]⁾?)?[ \t]*(?::=|=|:)(?!=)"
)
_KINDS = {
    **dict.fromkeys(("x", "input", "inputs", "data"), "X"),
    **dict.fromkeys(("y", "t", "target", "targets", "output", "outputs"), "Y"),
    **dict.fromkeys(("w", "weight", "weights", "theta"), "w"),
    **dict.fromkeys(("b", "bias", "biases"), "b"),
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁽⁾", "0123456()")


def _named(text: str) -> list[tuple[str, str]]:
    """The parts of a text with their names, X, Y, w0, b0 …; ("", text) where it has none."""
    heads = list(_NAME.finditer(text))
    if not heads:
        return [("", text)] if text.strip() else []
    before = text[: heads[0].start()]
    parts = [("", before)] if re.search(r"\d", before) else []
    names = [_kind(head) for head in heads]
    # Who counts matrices from 1 has no w0.
    counted = [index for kind, index in names if kind in "wb" and index is not None]
    first = 1 if counted and min(counted) > 0 else 0
    ends = [*(head.start() for head in heads[1:]), len(text)]
    for (kind, index), head, end in zip(names, heads, ends, strict=True):
        name = kind if kind in "XY" else f"{kind}{(index if index is not None else first) - first}"
        if name in [other for other, _ in parts]:
            raise NotAMatrix(f"{name} is given twice.")
        parts.append((name, text[head.end() : end]))
    return parts


def _kind(head: re.Match[str]) -> tuple[str, int | None]:
    written = (head["name"] + (head["index"] or "")).translate(_RAISED)
    letters, digits = re.sub(r"[\W\d_]", "", written).lower(), re.sub(r"\D", "", written)
    if letters not in _KINDS or len(digits) > 1:
        raise NotAMatrix(
            f"“{head['name']}” is none of the names that are known: X, Y, w0, w1 … (weights), b0, b1 … (biases)."
        )
    return _KINDS[letters], int(digits) if digits else None


# --- rows -------------------------------------------------------------------------------------------------------------
_CLOSE = {"[": "]", "(": ")", "{": "}"}


def _rows(text: str) -> list[str]:
    """The rows of one matrix as texts: each pair of inner brackets, or what semicolons and newlines part."""
    if wrapped := re.fullmatch(r"\s*\(\s*([\[({].*[\])}])\s*,?\s*\)[\s;]*", text, re.S):
        text = wrapped[1]  # a call of a program around its brackets
    groups, deepest, outside = _groups(text)
    if not groups:
        return _plain_rows(text)
    if re.search(r"[\w½¼¾]", outside):
        raise NotAMatrix(f"“{outside.strip()[:30]}” is outside the brackets.")
    if deepest > 2:
        raise NotAMatrix(
            f"There are {deepest} brackets inside each other. A matrix has two: one for each row, one around."
        )
    if deepest == 2 or len(groups) > 1:
        return groups
    inside = re.sub(r",[ \t]*\n", ", ", groups[0]).replace("...", " ")
    return [row for row in re.split(r"[;\n]", inside) if row.strip()]


def _groups(text: str) -> tuple[list[str], int, str]:
    """What is in the innermost brackets, how deep they are, and what is outside all of them."""
    open_ones: list[tuple[str, int]] = []
    groups, outside, deepest, start = [], [], 0, -1
    for place, sign in enumerate(text):
        if sign in _CLOSE:
            open_ones.append((sign, place))
            deepest, start = max(deepest, len(open_ones)), place + 1
        elif sign in _CLOSE.values():
            if not open_ones or _CLOSE[open_ones[-1][0]] != sign:
                raise NotAMatrix(f"Line {_line(text, place)}: “{sign}” closes a bracket that was not opened.")
            open_ones.pop()
            if start >= 0:
                groups.append(text[start:place])
            start = -1
        elif not open_ones:
            outside.append(sign)
    if open_ones:
        sign, place = open_ones[-1]
        raise NotAMatrix(f"Line {_line(text, place)}: “{sign}” is never closed.")
    return groups, deepest, "".join(outside)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


_RULE = re.compile(r"(?=.*(?:--|==|:-|-:|-\+|__))[\s|:+=_-]+")


def _plain_rows(text: str) -> list[str]:
    """Lines are rows. On a single line semicolons part the rows, on several the cells."""
    lines = [line.strip(" ") for line in text.split("\n") if line.strip(" \t;,|&") and not _RULE.fullmatch(line)]
    if len(lines) > 1 and all(";" in line.strip().rstrip(";") for line in lines):
        return [line.rstrip(";").replace(";", "\t") for line in lines]
    return [row for line in lines for row in line.split(";") if row.strip()]


# --- cells ------------------------------------------------------------------------------------------------------------
_TIGHT = re.compile(r"(?<=[\d)])[ ]*([/^×·*⋅∙⁄])[ ]*(?=[-+−(\d])")
_SIGN = re.compile(r"(^|[\s,;|&])([-+−–])[ ]+(?=[\d.,½¼¾⅓⅔])")


def _cells(row: str) -> Iterator[str]:
    """The cells of a row, parted by &, |, tabs, commas or spaces."""
    row = row.strip(" ").rstrip("\t")
    for sign in ("&", "|", "\t"):
        if sign in row:
            cells = [cell.strip() for cell in row.split(sign)]
            if sign in "&|":
                cells = cells[1:] if not cells[0] else cells
                cells = cells[:-1] if cells and not cells[-1] else cells
            yield from (cell.strip("\"'“”*` ") for cell in cells)
            return
    yield from (cell.strip("\"'“”` ") for cell in _by_commas_or_spaces(row))


def _by_commas_or_spaces(row: str) -> list[str]:
    """The cells of a row whose commas may part numbers or decimals. Raises NotAMatrix where they may do both."""
    row = re.sub(r"[\u00a0\u2000-\u200b\u202f\u3000]", " ", row)
    row = re.sub(r"(?<=\d)[ ]*[xX][ ]*(?=10[\^⁰¹²³⁴-⁹⁻*])", "·", row)
    row = re.sub(r"[ ]+%", "%", _SIGN.sub(r"\1\2", _TIGHT.sub(r"\1", row))).strip().rstrip(",")
    words = [word.rstrip(",") for word in row.split()]
    inside = [word for word in words if "," in word]
    if not inside or (len(words) == 1 and not re.fullmatch(r"[-+−–]?\d*,0\d+", row)):
        return re.split(r"\s*,\s*|\s+", row)
    if any("." in word for word in words) or not all(re.fullmatch(r"[-+−–]?\d*,\d+", word) for word in inside):
        if len(inside) == len(words) == 1 or not re.search(r"\d,\d", row):
            return re.split(r"\s*,\s*|\s+", row)
        raise NotAMatrix(
            f"“{row[:40]}” can be read in two ways: part the numbers by spaces or semicolons, or write 1.5 for 1,5."
        )
    return words


def _without_names(rows: list[list[str]]) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows without titles, a heading and a column of names; what is taken for one of these is said."""
    said: list[str] = []
    widest = max(map(len, rows))
    while len(rows) > 1 and _is_heading(rows[0], rows[1:]):
        which = "next" if said else "first"
        said.append(f"The {which} row, “{' '.join(filter(None, rows[0]))[:40]}”, is taken for a heading.")
        unnamed = not rows[0][0] or len(rows[0]) == widest - 1
        rows = rows[1:]
        if unnamed and len(rows[0]) == widest > 1 and not _is_heading(rows[0], rows[1:]):
            said.append("The first column, which has no name there, is taken for names of the rows.")
            return [row[1:] for row in rows], tuple(said)
    if all(_is_name(row[0]) and any(re.search(r"\d", cell) for cell in row[1:]) for row in rows):
        said.append("The first column is taken for names of the rows.")
        rows = [row[1:] for row in rows]
    return rows, tuple(said)


def _is_heading(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a first row is a title or a heading: more names in it than anything else, and numbers below."""
    names = sum(map(_is_name, row))
    return 2 * names > len([cell for cell in row if cell]) and any(
        re.search(r"\d", cell) for line in below for cell in line
    )


def _is_name(cell: str) -> bool:
    """Whether a cell can be a column's heading: letters, and no digit but at the end of a word."""
    has_digit = re.search(r"\d", re.sub(r"(?i)[a-z]\w*", "", cell))
    return bool(re.search(r"[^\W\d_]", cell)) and not (has_digit or _NO_VALUE.fullmatch(cell) or cell.startswith("="))


_NO_VALUE = re.compile(r"(?i)[-+−]?(?:nan|n/a|na|inf|infinity|∞|null|none)")


def _value(cell: str, row: int, column: int) -> float:
    """The number in a cell, which 1 % and 10³ are as well. Raises NotAMatrix naming the place."""
    where = f"Row {row}, column {column}: "
    if _NO_VALUE.fullmatch(cell):
        raise NotAMatrix(f"{where}“{cell}” is no number to compute with.")
    try:
        value = _exactly(cell)
    except NotANumber as error:
        why = why_no_number(cell) if len(cell) <= MOST_CELL else ""
        said = f"“{cell[:40]}”: {why}." if cell and why else f"{why}." if why else str(error)
        raise NotAMatrix(where + said) from None
    if abs(value) > MOST_SIZE:
        raise NotAMatrix(f"{where}“{cell[:40]}” is too large; the numbers here go up to a million.")
    return value


def _exactly(cell: str) -> float:
    """A plain decimal is what Python makes of it, to the last bit; all else is read as people write numbers."""
    if len(cell) > MOST_CELL:
        raise NotANumber(f"“{cell[:20]}…” is {len(cell)} characters long, which no number is.")
    plain = cell.translate({ord(sign): "-" for sign in "−–—"})
    if re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", plain):
        return float(plain)
    if re.fullmatch(r"[-+]?\d*,\d+", plain):
        return float(plain.replace(",", "."))
    if re.search(r"(?<=\d)\s*[xX]", cell):
        raise NotANumber(f"“{cell[:40]}” is no number. Write it like 0.25, −0.4 or 3/5.")
    return number(cell)


def written(rows: Sequence[Sequence[float]]) -> str:
    """A matrix as text, a row a line, the shortest numbers that give the same bits."""
    return "\n".join("  ".join(shortest(value) for value in row) for row in rows)


def shortest(value: float) -> str:
    """The shortest text that Python reads as the same number: 0.05, 1, 1e-07."""
    return repr(float(value)).removesuffix(".0").replace("e+", "e")
