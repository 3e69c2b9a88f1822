"""A preview of rows that could be read in more than one way, and the choices that settle it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from widgets.kit import theme
from widgets.kit.controls import shared
from widgets.kit.plain import plain
from widgets.playground.points import OwnData, points_of
from widgets.playground.reading import (
    LEFT_OUT,
    UNCHOSEN,
    Choice,
    Reading,
    class_word,
    grouped,
    number_in,
    read,
    read_columns,
)
from widgets.playground.settings import MOST_CLASSES

WIDTH = 150
PREVIEW_ROWS, PREVIEW_COLUMNS = 5, 7
ROLES = ("x₁", "x₂", "class")


@dataclass(frozen=True)
class Pending:
    """A text of the reader's, and how it is to be read. serial: of this visit's texts. open: the reader chooses."""

    text: str
    serial: int
    open: bool
    choice: Choice = UNCHOSEN


def draw(pending: Pending, known: tuple[str, ...], change: Callable[[Choice], None]) -> OwnData | None:
    """The preview and the choices. Returns the points as they are now chosen, None if there are none, which is said."""
    try:
        reading = read_columns(pending.text, pending.choice)
    except ValueError as error:
        st.info(plain(str(error)))
        return None
    st.markdown("**How is this to be read?** The first rows, and what each column is taken for:")
    st.markdown(preview(reading))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _columns(pending, reading, change)
        _decimals(pending, reading, change)
    try:
        reading = read(pending.text, pending.choice, known)
    except ValueError as error:
        st.warning(plain(str(error)))
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _classes(pending, reading, change)
    try:
        data = points_of(reading)
    except ValueError as error:
        st.warning(plain(str(error)))
        return None
    if data.remark:
        st.caption(plain(data.remark))
    return data


def preview(reading: Reading) -> str:
    """The first rows as a Markdown table, with the columns' roles above them."""
    width = len(reading.headings)
    others = [i for i in range(width) if i not in reading.columns][: PREVIEW_COLUMNS - 3]
    shown = [i for i in (*reading.columns, *others) if i < width]
    roles = {column: ROLES[place] for place, column in enumerate(reading.columns)}
    head = [f"{roles.get(i, 'left out')}: {plain(_cut(reading.column_name(i)))}" for i in shown]
    lines = [["line", *head], ["---:"] * (len(shown) + 1)]
    for row in reading.table.rows[:PREVIEW_ROWS]:
        cells = [row.cells[i] if i < len(row.cells) else "" for i in shown]
        lines.append([str(row.line), *(_cell(cell, i, reading) for cell, i in zip(cells, shown, strict=True))])
    left = len(reading.table.rows) - PREVIEW_ROWS
    more = f"\n\nand {left:,} more rows" if left > 0 else ""
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + more


def _cell(cell: str, column: int, reading: Reading) -> str:
    """What is written, and in a coordinate the number that is read where it looks otherwise."""
    text = plain(_cut(cell)).replace("|", "\\|")
    if column not in reading.columns[:2]:
        return text
    value = number_in(cell, reading.thousands)
    if value is None:
        return f"{text} **(no number)**"
    number = theme.number(value, 6)
    return text if number == cell.replace("-", theme.MINUS) else f"{text} → {number}"


def _cut(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:22]}…"


def _columns(pending: Pending, reading: Reading, change: Callable[[Choice], None]) -> None:
    for place, role in enumerate(ROLES):

        def choose(column: int, place: int = place) -> None:
            columns = list(reading.columns)
            if column in columns:  # the two change places
                columns[columns.index(column)] = columns[place]
            columns[place] = column
            change(replace(pending.choice, columns=(columns[0], columns[1], columns[2]), classes=None))

        st.selectbox(
            f"Column of {role}",
            format_func=lambda column: _cut(reading.column_name(column)),
            width=WIDTH,
            **shared(
                f"playground-column-{pending.serial}-{place}",
                reading.columns[place],
                choose,
                options=range(len(reading.headings)),
            ),
        )


def _decimals(pending: Pending, reading: Reading, change: Callable[[Choice], None]) -> None:
    cell = grouped(reading)
    if not cell:
        return
    sign = "," if "," in cell else "."
    st.selectbox(
        f"{plain(cell)} is",
        format_func=lambda thousands: theme.number(number_in(cell, thousands) or 0.0, 6),
        width=WIDTH,
        help="Whether this sign parts decimals or thousands.",
        **shared(
            f"playground-thousands-{pending.serial}",
            reading.thousands,
            lambda thousands: change(replace(pending.choice, thousands=thousands)),
            options=["", sign],
        ),
    )


def _classes(pending: Pending, reading: Reading, change: Callable[[Choice], None]) -> None:
    rows = Counter(class_word(row.cells[2]) for row in reading.cells())
    for place, (word, label) in enumerate(reading.classes):

        def choose(new: int, place: int = place) -> None:
            classes = list(reading.classes)
            classes[place] = (classes[place][0], new)
            change(replace(pending.choice, columns=reading.columns, classes=tuple(classes)))

        some = min(len(reading.classes), MOST_CLASSES) if len(reading.classes) > 1 else 2
        count = "1 row" if rows[word] == 1 else f"{rows[word]:,} rows"
        st.selectbox(
            f"{plain(_cut(word))} ({count}) is",
            format_func=lambda label: "left out" if label == LEFT_OUT else f"class {label}",
            width=WIDTH,
            **shared(f"playground-class-{pending.serial}-{place}", label, choose, options=[*range(some), LEFT_OUT]),
        )
