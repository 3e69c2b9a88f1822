"""The little markup that problems need, built once and written as HTML or as the XHTML of QTI items."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from mlp_core.checks import Array
from studies.problems.words import number

Inside = str | Element | None


def element(tag: str, *inside: Inside, **attributes: str) -> Element:
    """An element with texts and elements in it. Attributes: class_ stands for class; None inside is left out."""
    made = Element(tag, {name.rstrip("_"): value for name, value in attributes.items()})
    last: Element | None = None
    for part in inside:
        if isinstance(part, str):
            if last is None:
                made.text = (made.text or "") + part
            else:
                last.tail = (last.tail or "") + part
        elif part is not None:
            made.append(part)
            last = part
    return made


def html(parts: Iterable[Element]) -> str:
    """The parts as HTML."""
    return "".join(tostring(part, encoding="unicode", method="html") for part in parts)


def matrix(
    name: str, values: Array, *, decimals: int, blank: bool = False, first_row: int = 1, shape: bool = True
) -> Element:
    """A matrix in brackets under its name with its shape; blank: empty boxes in the places of the numbers.

    first_row: 0 where row 0 holds the biases; then the title says so. shape: whether the title has it.
    """
    rows, columns = values.shape
    table = Element("table", {"class": "matrix"})
    body = SubElement(table, "tbody")
    for i in range(rows):
        row = SubElement(body, "tr")
        for j in range(columns):
            text = "\N{NO-BREAK SPACE}" if blank else number(float(values[i, j]), decimals)
            row.append(element("td", text, class_="blank" if blank else "number"))
    size = f" ({rows} × {columns})" + (", first row: biases" if first_row == 0 else "")
    return element("div", element("p", element("b", name), size if shape else "", class_="name"), table, class_="whole")
