"""What the builder takes from the messages that Streamlit would send to a browser."""

from __future__ import annotations

import base64

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from site_builder.collect.run_pages import samples


def text(body: str) -> ForwardMsg:
    message = ForwardMsg()
    message.delta.new_element.markdown.body = body
    return message


def test_one_element_of_each_kind_is_a_sample_and_a_formula_is_a_kind() -> None:
    slider = ForwardMsg()
    slider.delta.new_element.slider.id = "own"
    found = [
        ForwardMsg.FromString(base64.b64decode(one)) for one in samples([text("a"), text("$y$"), slider, text("b")])
    ]
    elements = [message.delta.new_element for message in found]
    assert [element.WhichOneof("type") for element in elements] == ["markdown", "markdown", "slider"]
    assert [element.markdown.body for element in elements[:2]] == ["sample", "$x$"]
    assert elements[2].slider.id == "sample-slider"
    assert [list(message.metadata.delta_path) for message in found] == [[0, 0], [0, 1], [0, 2]]
