"""How controls are tied to a value that is kept elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as some
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents
from site_builder.collect.acts import current
from tests.examples import examples


def page() -> None:
    import streamlit as st

    from widgets.kit.controls import bound

    kept = st.session_state.setdefault("kept", {"size": 3})
    if st.button("Elsewhere"):
        kept["size"] = 5
    st.slider("Size", 1, 8, **bound("size", kept["size"], lambda size: kept.update(size=size)))


def test_a_control_is_told_its_value_only_when_it_shows_another() -> None:
    """What is told its value is drawn anew, at each answer of Python to any other control."""
    app = AppTest.from_function(page).run()
    assert (app.slider[0].value, app.slider[0].proto.set_value) == (3, True)
    app.run()
    assert (app.slider[0].value, app.slider[0].proto.set_value) == (3, False)
    app.slider[0].set_value(4).run()
    assert (app.slider[0].value, app.slider[0].proto.set_value) == (4, False)
    assert app.session_state["kept"] == {"size": 4}
    app.button[0].click().run()
    assert (app.slider[0].value, app.slider[0].proto.set_value) == (5, True)
    app.run()
    assert (app.slider[0].value, app.slider[0].proto.set_value) == (5, False)


def test_a_control_that_is_drawn_first_by_a_later_answer_begins_with_its_value() -> None:
    """An answer that another one overtakes is never drawn; the later one does not tell the value again."""
    app = AppTest.from_function(page).run()
    app.button[0].click().run()
    app.run()
    assert (list(app.slider[0].proto.default), app.slider[0].proto.set_value) == ([5], False)


def menu() -> None:
    import streamlit as st

    from widgets.kit.controls import shared

    kept = st.session_state.setdefault("kept", {"step": 0})
    smooth = st.toggle("Smooth")
    st.selectbox(
        "Step",
        format_func=lambda step: f"step {step}, {'tanh' if smooth else 'relu'}",
        **shared("step", kept["step"], lambda step: kept.update(step=step), options=[0, 1]),
    )


def test_words_of_a_menu_that_have_changed_meanwhile_are_no_choice() -> None:
    """Found by a random reader: the gradient check's menu names the activations, which a switch changes."""
    app = AppTest.from_function(menu).run()
    states = WidgetStates()
    for element, value in ((app.toggle[0], {"bool_value": True}), (app.selectbox[0], {"string_value": "step 1, tanh"})):
        states.widgets.append(WidgetState(id=element.id, **value))
    app._run(states)  # the menu's words are from a page that has not heard of the switch
    assert not app.exception
    assert app.session_state["kept"]["step"] in (0, 1)
    states.widgets[1].string_value = "step 1, elu"
    app._run(states)
    assert not app.exception
    assert app.session_state["kept"]["step"] in (0, 1)
    assert app.selectbox[0].value == app.session_state["kept"]["step"]


def choice() -> None:
    import streamlit as st

    from widgets.kit.controls import shared

    kept = st.session_state.setdefault("kept", {"shape": "ring"})
    change = shared("shape", kept["shape"], lambda shape: kept.update(shape=shape), first="default")
    st.segmented_control("Shape", ["line", "ring"], required=True, **change)


def test_a_control_that_shows_nothing_has_no_wish_and_is_told_its_value() -> None:
    """Found by a random reader of the playground. That a choice is `required` holds in Streamlit's page alone."""
    app = AppTest.from_function(choice).run()
    state = WidgetState(id=app.segmented_control[0].id)
    state.string_array_value.data[:] = []
    app._run(WidgetStates(widgets=[state]))
    assert app.session_state["kept"] == {"shape": "ring"}
    assert (app.segmented_control[0].value, app.segmented_control[0].proto.set_value) == ("ring", True)
    app.segmented_control[0].set_value("line").run()
    assert app.session_state["kept"] == {"shape": "line"}


def copies() -> None:
    import streamlit as st

    from widgets.kit.controls import shared

    kept = st.session_state.setdefault("kept", {"size": 3})
    for copy in range(3):
        st.slider(f"Size {copy}", 1, 8, **shared(f"size-{copy}", kept["size"], lambda size: kept.update(size=size)))


class SlowPage:
    """Sliders as a browser has them: it hears of answers later, and sends with each move what all of them show."""

    def __init__(self) -> None:
        self.app = AppTest.from_function(copies).run()
        self.sliders: list[tuple[str, Any]] = [(slider.id, slider.value) for slider in self.app.slider]
        self.answers: list[list[tuple[str, Any, bool]]] = []

    def move(self, copy: int, value: int) -> None:
        """The reader moves a slider; Python has the message at once and its answer is on its way."""
        self.sliders[copy] = (self.sliders[copy][0], value)
        states = WidgetStates()
        for name, shown in self.sliders:
            state = WidgetState(id=name)
            state.double_array_value.data[:] = [shown]
            states.widgets.append(state)
        self.app._run(states)
        self.answers.append([(s.id, s.value, s.proto.set_value) for s in self.app.slider])

    def hear(self) -> None:
        """One more answer arrives: a slider of another name is another one, and shows what it comes with."""
        for copy, (name, value, told) in enumerate(self.answers.pop(0)):
            if name != self.sliders[copy][0] or told:
                self.sliders[copy] = (name, value)


def test_a_control_in_use_keeps_its_name_and_its_value_however_late_the_others_hear_of_it() -> None:
    page = SlowPage()
    used = page.sliders[0][0]
    for late, value in enumerate((4, 5, 6, 7, 8)):
        page.move(0, value)
        if late >= 2:
            page.hear()
        assert page.sliders[0] == (used, value)
    while page.answers:
        page.hear()
        assert page.sliders[0] == (used, 8)
    assert [value for _, value in page.sliders] == [8, 8, 8]


MOVES = some.lists(some.tuples(some.integers(0, 2), some.integers(1, 7), some.integers(0, 3)), min_size=1, max_size=8)


@pytest.mark.long
@examples(40)
@given(MOVES)
def test_the_last_input_wins_and_all_copies_agree(moves: list[tuple[int, int, int]]) -> None:
    """moves: which copy, by how much (beyond 8 it begins at 1 again), and how many answers are heard before it."""
    page, last = SlowPage(), 3
    for copy, by, heard in moves:
        for _ in range(min(heard, len(page.answers))):
            page.hear()
        last = (page.sliders[copy][1] - 1 + by) % 8 + 1
        page.move(copy, last)
        assert page.app.session_state["kept"] == {"size": last}
    while page.answers:
        page.hear()
    assert [value for _, value in page.sliders] == [last] * 3


@pytest.mark.parametrize("slug", [page.slug for page in contents().pages])
def test_every_control_begins_with_the_value_that_its_page_is_told(
    slug: str, open_page: Callable[..., AppTest]
) -> None:
    """Streamlit tells it once; what a later answer overtakes is drawn as it begins, and sent as the reader's wish."""
    app = open_page(slug)
    controls = [node for node in app._tree if getattr(getattr(node, "proto", None), "set_value", False)]
    for node in controls:
        proto = MessageToDict(node.proto, always_print_fields_with_no_presence=True)
        kind = re.sub(r"\B[A-Z]", r"_\g<0>", node.proto.DESCRIPTOR.name).lower()
        begins = current({"type": kind, "proto": {**proto, "setValue": False}})
        assert begins == current({"type": kind, "proto": proto}), node.proto.label
    assert controls or slug not in ("playground", "shapes", "gradient_check")
