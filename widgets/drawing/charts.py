"""Charts: Altair writes them, Streamlit draws them, and their numbers travel inside them.

A chart's data stay inline at layer level. Streamlit would otherwise turn them into Arrow or Parquet, which needs
pandas, and the book's browser edition does without.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar, ParamSpec

import htpy as h
import streamlit as st

from widgets.drawing.data_table import Row, Table
from widgets.kit import theme
from widgets.kit.remembered import remembered_text

if TYPE_CHECKING:  # Altair takes a second to import in the browser: only a page that draws a chart pays for it
    import altair as alt

P = ParamSpec("P")
_NAME = "rows"  # of all data that `rows` gives a chart


def powers_axis(values: Iterable[float], most: int = 7) -> alt.Axis:
    """The axis of a logarithmic scale over values > 0: lines and labels at powers of ten only, at most so many.

    Values with fewer than two powers of ten between them take those around them, and within one decade 1, 2 and 5.
    """
    import altair as alt

    found = list(values)
    low, high = math.log10(min(found)), math.log10(max(found))
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last <= first:
        first, last = math.floor(low + 1e-9), math.ceil(high - 1e-9)
        if last <= first + 1:
            return alt.Axis(values=[digit * 10.0**first for digit in (1, 2, 5, 10)], format="~g")
    stride = math.ceil((last - first + 1) / most)
    return powers_ticks(range(first, last + 1, stride))


def powers_ticks(exponents: range) -> alt.Axis:
    """Lines and labels at these powers of ten."""
    import altair as alt

    labels = json.dumps(theme.powers_of_ten(exponents), ensure_ascii=False)
    place = f"(round(log(datum.value) / LN10) - ({exponents.start})) / {exponents.step}"
    return alt.Axis(values=[10.0**power for power in exponents], labelExpr=f"{labels}[{place}]")


def line_legend(**more: Any) -> alt.Legend:
    """The legend above a chart of lines: strokes long enough to tell dashes apart."""
    import altair as alt

    # On a phone three are too wide for one row.
    columns, size = alt.ExprRef("width < 250 ? 1 : width < 400 ? 2 : 0"), alt.ExprRef("width < 400 ? 300 : 700")
    place: dict[str, Any] = {"title": None, "orient": "top", "symbolType": "stroke"}
    place |= {"symbolSize": size, "columns": columns}
    return alt.Legend(**{**place, **more})


def _unchecked() -> AbstractContextManager[None]:
    """Within it Altair does not hold each part of a chart against its schema, which takes most of the time."""
    from altair.utils.schemapi import debug_mode

    return debug_mode(False)


class _Rows:
    """Rows that Altair takes as they are. Lists and dicts it copies several times while a chart is built."""

    _schema: ClassVar = {"type": "array"}  # by which, with `to_dict`, Altair knows an object that writes itself

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def to_dict(self) -> Sequence[Row]:
        return self._rows


def rows(values: Sequence[Row]) -> alt.InlineData:
    """Data that travel inside their layer; one with a name is not moved to the top of the chart.

    Altair would hold each of the rows against its schema, which takes any.
    """
    import altair as alt

    with _unchecked():
        return alt.InlineData(values=_Rows(values), name=_NAME)  # type: ignore[arg-type]


def inline(chart: alt.Chart | alt.LayerChart) -> dict[str, Any]:
    """The chart as a Vega-Lite specification in which every layer carries its own values."""
    return inline_spec(chart.to_dict(validate=False))


def inline_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """The same for a specification with its data at the top, as Altair writes it; spec is changed."""
    tables = spec.pop("datasets", {})

    def resolve(data: dict[str, Any]) -> dict[str, Any]:
        if data.get("name") in tables:
            return {"values": tables[data["name"]]}
        return {"values": data["values"]} if data.get("name") == _NAME else data

    common = spec.pop("data", None)
    if "layer" not in spec:
        unit = {name: spec.pop(name) for name in ("mark", "encoding", "transform") if name in spec}
        spec["layer"] = [unit]
    for layer in spec["layer"]:
        data = layer.get("data", common)
        if data is not None:
            layer["data"] = resolve(data)
    config = spec.setdefault("config", {})
    config.pop("view", None)
    config.setdefault("axis", {}).setdefault("labelFlush", False)  # the labels at the ends stand at their ticks, too
    return spec


def remembered(draw: Callable[P, alt.Chart | alt.LayerChart]) -> Callable[P, dict[str, Any]]:
    """A function that draws a chart as one that returns its specification, and draws for equal arguments once.

    See widgets.kit.remembered. It is built unchecked; the tests build every chart with the check.
    """

    @remembered_text
    @wraps(draw)
    def written(*args: P.args, **kwargs: P.kwargs) -> str:
        with _unchecked():
            return json.dumps(inline(draw(*args, **kwargs)))

    @wraps(draw)
    def spec(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
        return json.loads(written(*args, **kwargs))

    return spec


def show(
    chart: alt.Chart | alt.LayerChart | Mapping[str, Any], *, key: str, description: str, tables: Sequence[Table]
) -> None:
    """Draw a chart, or its specification with the data inside, and below it, folded away, its data as tables.

    description: what it shows, in words, for readers who do not see it.
    """
    spec = {**(chart if isinstance(chart, Mapping) else inline(chart)), "description": description}
    st.vega_lite_chart(spec, key=key, width="stretch")
    fold(spec, key=key, tables=tables)


def fold(spec: Mapping[str, Any], *, key: str, tables: Sequence[Table]) -> None:
    """The tables of a specification, folded away; also of a picture that is no chart: see `spec_of`."""
    with st.expander("Data as a table", type="compact", key=f"{key}-data"):
        st.html(str(h.fragment[(table.draw(spec) for table in tables)]))


def spec_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows as the specification of a chart that shows them, for `fold`."""
    return {"layer": [{"data": {"values": list(rows)}}]}
