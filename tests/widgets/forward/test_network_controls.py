"""How a control is tied to a value that is kept elsewhere."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from widgets.forward.network_controls import bound

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
