"""A chart's numbers as an HTML table, for readers who do not see the chart or want to know a value exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import htpy as h
import numpy as np
from markupsafe import Markup, escape

from widgets.kit import theme

Row = Mapping[str, Any]

MOST_ROWS = 24  # of a long curve so many rows are shown, spread evenly from its first to its last
MOST_COLUMNS = 9


@dataclass(frozen=True)
class Table:
    """What to take from a chart's data.

    columns: field -> what the column is called, from left to right. Of all the chart's layers it takes the rows that
    have each of these fields.
    series: fields that tell several curves apart; every curve then has a column of its own, with the last of `columns`
    in it, beside the first of `columns`. decimals: as in theme.number.
    """

    caption: str
    columns: Mapping[str, str]
    series: Sequence[str] = ()
    decimals: int = 4

    def draw(self, spec: Mapping[str, Any]) -> Markup:
        """The table of a Vega-Lite specification whose layers carry their own values."""
        return self.of(_rows(spec))

    def of(self, data: Iterable[Row]) -> Markup:
        """The table of rows of data."""
        fields = (*self.columns, *self.series)
        taken = [tuple(row[field] for field in fields) for row in data if all(field in row for field in fields)]
        rows = [dict(zip(fields, values, strict=True)) for values in dict.fromkeys(taken)]  # each once
        heads, lines = _side_by_side(rows, self) if self.series else _as_they_are(rows, self)
        shown_rows = spread(len(lines), MOST_ROWS)
        shown_columns = [0, *(1 + place for place in spread(len(heads) - 1, MOST_COLUMNS))]
        rows_left = _some_of(len(shown_rows), len(lines), "rows")
        columns_left = _some_of(len(shown_columns) - 1, len(heads) - 1, "columns")  # the first one names the rows
        head = h.tr[(h.th(scope="col")[heads[j]] for j in shown_columns)]
        # Written out rather than built, which takes five times as long: a figure that is set anew has its table anew.
        most = {j: max(_decimals(lines[i][j]) for i in shown_rows) for j in shown_columns[1:]}
        body = "".join(
            f'<tr><th scope="row">{escape(lines[i][0])}</th>'
            f"{''.join(_cell(lines[i][j], most[j]) for j in shown_columns[1:])}</tr>"
            for i in shown_rows
        )
        frame = h.div(".hl-scroll.hl-data", tabindex="0", role="group", aria_label=self.caption)[
            h.table[
                h.caption[h.span[self.caption, _left_out((rows_left, columns_left))]],
                h.thead[head],
                h.tbody[Markup(body)],
            ]
        ]
        return Markup(str(frame))


def _decimals(text: str) -> int:
    """How many digits a plain number has after its point. A power of ten has none that others stand under."""
    return len(text.partition(".")[2]) if "·" not in text else 0


def _cell(text: str, decimals: int) -> str:
    """A number in a column whose longest has so many decimals: their points are below each other."""
    less = theme.missing(text, decimals)
    return f'<td data-less="{less}">{escape(text)}</td>' if less else f"<td>{escape(text)}</td>"


def spread(count: int, most: int) -> list[int]:
    """At most so many of `count` places, evenly from the first to the last."""
    if count <= most:
        return list(range(count))
    return [round(place * (count - 1) / (most - 1)) for place in range(most)]


def early(iterations: Sequence[int], most: int = MOST_ROWS) -> list[int]:
    """At most so many places of rising iterations from 0, the first and the last among them and more of the early ones.

    They are those that lie nearest to even steps on a logarithmic axis.
    client/playground/loss_table.ts chooses the same ones.
    """
    if len(iterations) <= most:
        return list(range(len(iterations)))
    wanted = np.geomspace(1, iterations[-1] + 1, most) - 1
    nearest = np.argmin(np.abs(np.subtract.outer(wanted, iterations)), axis=1)
    return sorted(set(nearest.tolist()))


def fold_curves(
    what: str,
    iterations: Sequence[int],
    curves: Mapping[str, Sequence[float | str]],
    summary: str = "Data as a table",
    decimals: int = 4,
) -> h.Element:
    """The curves of a figure over its iterations as a table, folded away inside the figure.

    curves: name -> one value for each iteration; one that ends early has no more of them. decimals: as in theme.number.
    """
    places = early(iterations)
    rows = [
        {"iteration": iterations[place], "value": values[place], "curve": name}
        for name, values in curves.items()
        for place in places
        if place < len(values)
    ]
    table = Table(
        f"{what}, at moments that lie closer together at the start",
        {"iteration": "iteration", "value": what},
        series=("curve",),
        decimals=decimals,
    )
    return h.details(".hl-fold-data", {"data-most": str(MOST_ROWS)})[h.summary[summary], table.of(rows)]


def _some_of(shown: int, there: int, what: str) -> str:
    return f"{shown} of {there} {what}" if shown < there else ""


def _left_out(parts: Iterable[str]) -> str:
    said = " and ".join(filter(None, parts))
    return f" ({said}, evenly spread)" if said else ""


def _rows(spec: Mapping[str, Any]) -> Iterator[Row]:
    for layer in spec["layer"]:
        yield from layer.get("data", {}).get("values", [])


def _as_they_are(rows: Sequence[Row], table: Table) -> tuple[list[str], list[list[str]]]:
    lines = [[_written(row[field], table) for field in table.columns] for row in rows]
    return list(table.columns.values()), lines


def _side_by_side(rows: Sequence[Row], table: Table) -> tuple[list[str], list[list[str]]]:
    """One line for each value of the first column, one column for each series."""
    place, *_, value = table.columns
    found: dict[Any, dict[str, Any]] = {}
    names: dict[str, None] = {}
    for row in rows:
        name = ", ".join(_written(row[field], table) for field in table.series)
        names[name] = None
        found.setdefault(row[place], {})[name] = row[value]
    lines = [
        [_written(at, table), *(_written(values[name], table) if name in values else "–" for name in names)]
        for at, values in found.items()
    ]
    return [table.columns[place], *names], lines


def _written(value: Any, table: Table) -> str:
    return value if isinstance(value, str) else entry(float(value), table.decimals)


def entry(value: float, decimals: int = 4) -> str:
    """A number in a table. How numbers compare is read off it: one that would keep but a digit is a power of ten."""
    is_small = decimals > 1 and abs(value) < 10.0 ** (1 - decimals)
    return theme.number(value, 0 if is_small else decimals)
