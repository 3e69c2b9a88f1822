"""Set the shape of each weight matrix; see whether the product exists, or what NumPy says."""

from __future__ import annotations

from collections.abc import Sequence

import htpy as h
import streamlit as st

from studies.forwards.layer_shapes import LayerProduct, check_layers
from widgets.drawing import figure
from widgets.kit import reader, theme
from widgets.kit.remembered import remembered

Shape = tuple[int, int]
MOST = 20


def opening_shapes(own: reader.ReaderNetwork) -> tuple[Shape, ...]:
    """Where the reader starts: w⁽⁰⁾ is transposed, a common mistake; the rest fits.

    A w⁽⁰⁾ that is no different the other way round gets one row too many instead.
    """
    (rows, columns), *rest = own.network().shapes
    return ((columns, rows) if rows != columns else (rows + 1, columns), *rest)


@remembered
def build(inputs: Shape, weights: tuple[Shape, ...], bias: bool, outputs: int) -> h.Node:
    """The products step by step, as far as they go, and the verdict. outputs: how many columns the targets have."""
    steps = check_layers(inputs, weights, bias)
    return h.fragment[
        h.div(".hl-scroll")[h.div(".hl-match")[[_step(step, number, bias) for number, step in enumerate(steps)]]],
        _verdict(steps, weights, inputs, outputs),
    ]


def _step(step: LayerProduct, number: int, bias: bool) -> h.Element:
    fits = step.result.shape is not None
    kind = ".hl-fits" if fits else ".hl-clash"
    raised = theme.superscript(number)
    result: h.Node = h.fragment["= ", _shape(step.result.shape)] if step.result.shape else "cannot be computed"
    return h.div(".hl-match-line")[
        h.span(".hl-match-name")[f"S{raised} = {_input(number, bias)}·w{raised}"],
        h.span[
            f"({step.left[0]} × ",
            h.b(f".hl-inner{kind}")[str(step.left[1])],
            ") · (",
            h.b(f".hl-inner{kind}")[str(step.right[0])],
            f" × {step.right[1]})",
        ],
        h.span[result],
        h.span(".hl-mark")["= the inner numbers agree" if fits else "≠ the inner numbers disagree"],
    ]


def _input(number: int, bias: bool) -> str:
    return theme.with_ones(f"L{theme.superscript(number)}", bias)


def _shape(shape: Shape) -> str:
    return f"({shape[0]} × {shape[1]})"


def _verdict(steps: Sequence[LayerProduct], weights: Sequence[Shape], inputs: Shape, outputs: int) -> h.Element:
    result = steps[-1].result
    if result.shape is None and result.inner:
        left, right = result.inner
        raised = theme.superscript(len(steps) - 1)
        return h.div(".hl-verdict.hl-bad", role="status")[
            h.div[
                h.b[f"{left} ≠ {right}."],
                f" What enters has {left} column{'' if left == 1 else 's'}, but w{raised} has {right} "
                f"row{'' if right == 1 else 's'}. NumPy says:",
            ],
            h.pre(".hl-error")[f"ValueError: {result.error}"],
        ]
    assert result.shape is not None
    count = sum(rows * columns for rows, columns in weights)
    if result.shape[1] != outputs:
        return h.div(".hl-verdict.hl-almost", role="status")[
            f"The product exists and has shape {_shape(result.shape)}. But the targets Y have shape "
            f"{_shape((inputs[0], outputs))}, so Ỹ cannot be compared with them: the last matrix needs "
            f"{outputs} column{'' if outputs == 1 else 's'}."
        ]
    return h.div(".hl-verdict.hl-good", role="status")[
        h.b["It fits. "],
        f"Ỹ has shape {_shape(result.shape)}, as the targets do. These matrices hold {count} weights. The inner "
        "numbers between two weight matrices are yours to choose, if both sides agree.",
    ]


def widget(*, key: str, caption: str) -> None:
    """Number fields for every weight matrix's rows and columns; the answer stands below."""
    own = reader.current()
    key = f"{key}-{own.points}-{'-'.join(map(str, own.sizes))}-{own.bias:d}"  # another network starts anew
    opening = opening_shapes(own)
    x = f"{own.points} × {own.sizes[0] + own.bias}"
    with st.container(border=True, key=f"{key}-panel"):
        if caption:
            st.markdown(caption)
        ones = "X with its column of ones" if own.bias else "X"
        st.markdown(f"{ones} has shape **{x}**. Set the shape of each weight matrix.")
        chosen = []
        with st.container(horizontal=True, gap="small"):
            for step, (rows, columns) in enumerate(opening):
                name = f"w{theme.superscript(step)}"
                chosen.append(
                    (
                        _field(f"{name} rows", rows, f"{key}-{step}-rows"),
                        _field(f"{name} columns", columns, f"{key}-{step}-columns"),
                    )
                )
        figure.show(
            build((own.points, own.sizes[0]), tuple(chosen), own.bias, own.sizes[-1]),
            key=f"{key}-answer",
            label="Whether the shapes fit",
        )
        st.button("Show shapes that fit", key=f"{key}-solve", on_click=_solve, args=(key, own.network().shapes))


def _field(label: str, value: int, key: str) -> int:
    begins = st.session_state.setdefault(key, value)
    return int(st.number_input(label, 1, MOST, begins, step=1, key=key, width=150))


def _solve(key: str, shapes: Sequence[Shape]) -> None:
    for step, (rows, columns) in enumerate(shapes):
        st.session_state[f"{key}-{step}-rows"] = rows
        st.session_state[f"{key}-{step}-columns"] = columns
