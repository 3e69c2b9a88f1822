"""Where the reader gives numbers of their own: worked examples, a grid to type in, text to paste, a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import htpy as h
import streamlit as st

from mlp_core.export.training import BIAS_RULES
from widgets.drawing.matrix import Axis, axis
from widgets.forward import number_grid
from widgets.kit import network_file, reader, theme
from widgets.kit.controls import bound, shared, surviving
from widgets.kit.network_address import MATRICES
from widgets.kit.own_numbers import Assembly, as_rows, label
from widgets.kit.plain import plain
from widgets.kit.sheets import sheets
from widgets.kit.written_matrix import MOST_SIGNS, NotAMatrix, Rows, Written, read_cells, read_matrices, shortest

_DRAFTS, _TEXT, _SAID = "own_drafts", "own_text", "own_said"
_DEPTH = "own_depth"
"""How many weight matrices the whole sheet has that waits among the drafts; 0 if none does."""
_LABELS = {name: label(name) for name in ("X", "Y", *MATRICES)}
_PATTERN = (
    "X = 0.05 0.10\nY = 0.01 0.99\nw0 = [0.15 0.25; 0.20 0.30]\nb0 = 0.35\nw1 = [[0.40, 0.50], [0.45, 0.55]]\nb1 = 0.60"
)


@dataclass(frozen=True)
class Draft:
    """A matrix that was typed and is not in force: its cells as they were typed, and its numbers or what is wrong."""

    cells: tuple[tuple[str, ...], ...]
    rows: Rows | None = None
    wrong: str = ""


def draw(key: str, others: Sequence[tuple[str, Callable[[str], None]]] = ()) -> None:
    """The panel. others: controls that belong here where the page has them nowhere else, with their names."""
    with st.container(key=f"{key}-own"):
        _worked_examples(key)
        own = reader.current()
        part = _choose_part(key, own)
        _grid(key, own, part)
        _pasted_text(key, part)
        _training(key, others)
        _outside(key)


# --- worked examples ---
def _worked_examples(key: str) -> None:
    now = reader.current()
    st.markdown("A worked example, with its source:")
    with st.container(horizontal=True, gap="small", key=f"{key}-sheets"):
        for name, (sheet, network) in sheets().items():
            st.button(sheet.title, key=f"{key}-sheet-{name}", on_click=_open, args=(network,), disabled=network == now)
    source = next((sheet.source for sheet, network in sheets().values() if network == now), "")
    if source:
        st.caption(plain(source))


def _open(network: reader.ReaderNetwork) -> None:
    _forget()
    reader.take(network)


def _forget() -> None:
    st.session_state[_DRAFTS], st.session_state[_DEPTH] = {}, 0
    st.session_state[_SAID] = ""


# --- the grid ---
def _choose_part(key: str, own: reader.ReaderNetwork) -> str:
    parts = ["X", "Y", *(f"w{index}" for index in range(own.last))]
    begins = surviving(f"{key}-part", parts, parts[0])
    return st.segmented_control(
        "Matrix", parts, format_func=_LABELS.__getitem__, required=True, default=begins, key=f"{key}-part"
    )


def _grid(key: str, own: reader.ReaderNetwork, part: str) -> None:
    drafts = _drafts()
    made = _tried(drafts)
    draft = drafts.get(part)
    cells = draft.cells if draft else tuple(tuple(shortest(value) for value in row) for row in in_force(own, part))
    rows, columns = sides(own, part, len(cells), max(map(len, cells), default=0))
    more = (rows.size < reader.MOST_POINTS if part in "XY" else False, columns.size < reader.MOST_WIDTH)
    number_grid.show(
        number_grid.build(label(part), cells, rows, columns, more, remarks(own, part, drafts, made)),
        part,
        key=f"{key}-grid",
        on_typed=_typed,
        on_pasted=_pasted,
    )
    if drafts:
        with st.container(horizontal=True, gap="small", key=f"{key}-drafts"):
            if made is not None and not made.wrong:
                st.button("Use what was typed", key=f"{key}-use", on_click=_use, type="primary")
            st.button("Discard what is not in force", key=f"{key}-discard", on_click=_forget)


def in_force(own: reader.ReaderNetwork, part: str) -> Rows:
    """The matrix that the figures show."""
    data = own.dataset()
    values = data.X if part == "X" else data.Y if part == "Y" else own.network().weights[int(part[1:])]
    return as_rows(values.tolist())


def sides(own: reader.ReaderNetwork, part: str, height: int, width: int) -> tuple[Axis, Axis]:
    """The labels of a matrix's rows and columns."""
    last = own.last
    if part in "XY":
        return axis("N", height), axis("M" if part == "X" else "P", width)
    index = int(part[1:])

    def neurons(layer: int, size: int, *, bias: bool = False) -> Axis:
        letter = theme.layer_letter(layer, last)
        return axis(letter, size, bias=bias, index=layer if letter == "Q" and last > 2 else None)

    return neurons(index, height - own.bias, bias=own.bias), neurons(index + 1, width)


def remarks(own: reader.ReaderNetwork, part: str, drafts: Mapping[str, Draft], made: Assembly | None) -> list[h.Node]:
    """What is understood of a matrix, or what does not fit; then of the others."""
    wrong = {name: draft.wrong for name, draft in drafts.items() if draft.wrong}
    wrong |= {name: words for name, words in (made.wrong if made else {}).items() if name not in wrong}
    if not wrong:
        waiting = "It fits now, and is not in force yet." if drafts else ""
        return [h.fragment[understood(own, part), " ", h.b[waiting]] if waiting else understood(own, part)]
    first = [name for name in (part, *wrong) if name in wrong]
    said: list[h.Node] = [
        h.span(".hl-wrong-words")[words if words.startswith(label(name)) else f"{label(name)}: {words}"]
        for name in dict.fromkeys(first)
        for words in [wrong[name]]
    ]
    held = ", ".join(label(name) for name in drafts)
    return [*said, f"Not in force yet: {held}. The figures keep the last numbers that fit."]


def understood(own: reader.ReaderNetwork, part: str) -> str:
    """What the rows and the columns of a matrix are."""
    points = f"Rows: N = {own.points} data point{'s' * (own.points > 1)}."
    if part == "X":
        return f"{points} Columns: M = {own.sizes[0]} input{'s' * (own.sizes[0] > 1)}."
    if part == "Y":
        return f"{points} Columns: P = {own.sizes[-1]}, a target for each output."
    index = int(part[1:])
    before, after = (theme.layer_name(layer, own.last) for layer in (index, index + 1))
    bias = "; row 0 holds the biases" if own.bias else ""
    drawn = "" if index < len(own.weights) and own.weights[index] else f" Drawn from seed {own.seed}."
    return f"Rows: one for each neuron of {before}{bias}. Columns: one for each neuron of {after}.{drawn}"


def _drafts() -> dict[str, Draft]:
    return st.session_state.get(_DRAFTS, {})


def _base() -> reader.ReaderNetwork:
    """What the drafts are held against: the reader's network, or for a whole sheet a bare one of its depth."""
    depth = st.session_state.get(_DEPTH, 0)
    return reader.current().of_depth(depth) if depth else reader.current()


def _tried(drafts: Mapping[str, Draft]) -> Assembly | None:
    """How those drafts that are matrices fit together with what is in force."""
    good = {name: draft.rows for name, draft in drafts.items() if draft.rows is not None}
    return _base().with_parts(good)[1] if good else None


def _offer(new: Mapping[str, Draft]) -> list[str]:
    """Take what was typed if all of it fits, else keep it until it does. Returns what is to be said of the reading."""
    drafts = {**_drafts(), **new}
    good = {name: draft.rows for name, draft in drafts.items() if draft.rows is not None}
    said: list[str] = []
    if good:
        network, made = _base().with_parts(good)
        if not made.wrong:
            said = made.said
            st.session_state[_DEPTH] = 0
            reader.take(network)
            drafts = {name: draft for name, draft in drafts.items() if draft.rows is None}
    st.session_state[_DRAFTS] = drafts
    return said


def drafted(cells: Sequence[Sequence[str]]) -> Draft:
    """A grid's cells as a draft."""
    kept = tuple(tuple(row) for row in cells)
    try:
        return Draft(kept, read_cells(kept))
    except NotAMatrix as error:
        return Draft(kept, wrong=str(error))


def _use() -> None:
    _offer({})


def _typed(part: str, cells: list[list[str]]) -> None:
    if part in ("X", "Y") or (part[0] == "w" and part[1:].isdigit()):
        _offer({part: drafted(cells)})


def _pasted(part: str, text: str, row: int, column: int) -> None:
    """A block pasted into the grid: at its first cell in the matrix's place, else into this cell and those after it."""
    try:
        found = read_matrices(text)
    except NotAMatrix as error:
        st.session_state[_TEXT], st.session_state[_SAID] = text[:MOST_SIGNS], str(error)
        return
    if len(found) > 1 or found[0].name or (row, column) == (0, 0):
        _take_written(found, part)
        return
    own, block = reader.current(), found[0].rows
    draft = _drafts().get(part)
    old = draft.cells if draft else tuple(tuple(map(shortest, line)) for line in in_force(own, part))
    height, width = max(len(old), row + len(block)), max(len(old[0]), column + len(block[0]))
    cells = [[old[i][j] if i < len(old) and j < len(old[i]) else "" for j in range(width)] for i in range(height)]
    for i, line in enumerate(block):
        cells[row + i][column : column + len(line)] = [shortest(value) for value in line]
    _offer({part: drafted(cells)})


# --- text ---
def _pasted_text(key: str, part: str) -> None:
    def read(text: str) -> None:
        st.session_state[_TEXT] = text
        if not text.strip():
            st.session_state[_SAID] = ""
            return
        try:
            _take_written(read_matrices(text), part)
        except NotAMatrix as error:
            st.session_state[_SAID] = str(error)

    st.text_area(
        f"Or paste {label(part)}, or a whole sheet with names: from NumPy, MATLAB, LaTeX, Markdown, a spreadsheet",
        height=120,
        placeholder=_PATTERN,
        max_chars=None,
        **bound(f"{key}-text", st.session_state.get(_TEXT, ""), read),
    )
    said = st.session_state.get(_SAID, "")
    if said:
        st.markdown(f":material/arrow_upward: {plain(said)}")


def _take_written(found: Sequence[Written], part: str) -> None:
    """What was read in a text: each matrix for its name, one without a name for the chosen part."""
    if len(found) > 1 and not all(one.name for one in found):
        raise NotAMatrix("There are several matrices here. Say which is which: X = …, Y = …, w0 = …, b0 = ….")
    named = {one.name or part: one for one in found}
    drafts = {
        name: Draft(tuple(tuple(map(shortest, row)) for row in one.rows), one.rows) for name, one in named.items()
    }
    if {"X", "Y", "w0"} <= named.keys():
        _forget()
        st.session_state[_DEPTH] = 1 + max(int(name[1:]) for name in named if name[0] == "w")
    said = [remark for one in found for remark in one.said] + _offer(drafts)
    shapes = ", ".join(f"{label(name)} ({one.shape[0]} × {one.shape[1]})" for name, one in named.items())
    wrong = _tried(_drafts())
    state = "Understood" if not _drafts() else "Read, and not in force yet"
    faults = list(wrong.wrong.values()) if wrong else []
    st.session_state[_SAID] = " ".join([f"{state}: {shapes}.", *said, *faults])


# --- how it is trained ---
def _training(key: str, others: Sequence[tuple[str, Callable[[str], None]]]) -> None:
    own = reader.current()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}-training"):
        for name, control in others:
            control(f"{key}-{name}")
        if own.bias and "bias" not in reader.locked():
            st.selectbox(
                "Biases",
                format_func=BIAS_RULES.__getitem__,
                **shared(
                    f"{key}-biases",
                    own.biases,
                    lambda value: reader.change(biases=value),
                    options=list(BIAS_RULES),
                ),
            )
        if "learning_rate" not in reader.locked():
            st.number_input(
                "Learning rate η, any number",
                min_value=0.0,
                max_value=1e6,
                format="%g",
                step=0.1,
                **shared(f"{key}-eta", own.learning_rate, _change_rate),
            )


def _change_rate(value: float) -> None:
    if value > 0:
        reader.change(learning_rate=float(value))


# --- files and Python ---
def _outside(key: str) -> None:
    own = reader.current()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"{key}-outside"):
        st.download_button(
            "Save as a file",
            network_file.as_file(own),
            "my_network.json",
            "application/json",
            key=f"{key}-save",
            on_click="ignore",
        )
        shows = st.toggle("Show as Python", key=f"{key}-python")
        loads = st.toggle("Load a file", key=f"{key}-load")
    if shows:
        st.code(network_file.as_python(own), language="python")
    if loads:
        given = st.file_uploader("A network that was saved here", type="json", key=f"{key}-file", max_upload_size=1)
        if given is not None:
            st.button("Use it", key=f"{key}-take-file", on_click=_load, args=(given.getvalue(),))


def _load(content: bytes) -> None:
    try:
        read = network_file.from_file(content)
    except ValueError as error:
        st.session_state[_SAID] = f"This file was not taken over: {error}."
        return
    _open(read.network)
    st.session_state[_SAID] = "; ".join(read.unread)
