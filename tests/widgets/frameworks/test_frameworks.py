"""The lesson on PyTorch and Keras: programs in rows, recorded curves that lie on ours, the export."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lessons.catalogue import contents, read_blocks, widget_markers
from mlp_core.export.programs import PROGRAMS, SECTIONS, Training, text
from studies.training.programs import losses_of, xor_training
from widgets.code.runner import library
from widgets.frameworks import export as framework_export
from widgets.frameworks import losses as framework_losses
from widgets.frameworks import notes as framework_notes
from widgets.kit.reader import ReaderNetwork

NOTES = "\n".join(f"? {section}: What {section} does." for section in SECTIONS) + "\nThe caption."
OPEN = Callable[..., AppTest]


def test_notes_are_read() -> None:
    notes = framework_notes.parse_notes(NOTES)
    assert notes.caption == "The caption."
    assert notes.of["loss"] == "What loss does."


@pytest.mark.parametrize(
    ("body", "say"),
    [(NOTES.replace("? loss:", "? lost:"), "got 'lost'"), (NOTES.replace("? loss: What loss does.", ""), "missing")],
)
def test_a_section_without_a_note_is_refused(body: str, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        framework_notes.parse_notes(body)


def test_each_section_is_a_row_with_its_note() -> None:
    programs = {name: write(xor_training()) for name, write in PROGRAMS.items()}
    html = str(framework_notes.build(programs, framework_notes.parse_notes(NOTES), "network"))
    assert html.count('class="hl-program-row"') == len(SECTIONS)
    assert html.count("inside fit") == 3
    assert "nn.Linear(2, 20)" in html
    assert html.index("What network does.") < html.index("hl-program-row")


@pytest.mark.parametrize(("name", "most"), [("PyTorch", 1e-10), ("Keras", 1e-4)])
def test_the_recorded_curves_lie_on_ours(name: str, most: float) -> None:
    runs = [run for run in framework_losses.record()["runs"] if run["library"] == name]
    assert len(runs) == 3
    for run in runs:
        ours = losses_of(xor_training(run["seed"])).tolist()
        [(_, difference)] = framework_losses.differences({"ours": ours, name: run["losses"]})
        assert difference < most


def test_the_chart_has_a_layer_for_each_curve() -> None:
    spec = framework_losses.chart({"a": [1.0, 0.5], "b": [1.0, 0.5], "c": [0.0, 1.0]}).to_dict()
    assert len(spec["layer"]) == 3


@pytest.mark.parametrize(
    "network",
    [
        ReaderNetwork(),
        ReaderNetwork().changed(data="seven_segment", sizes=(7, 12, 12, 12, 12, 10), bias=True),
        ReaderNetwork().changed(sizes=(3, 1), activations=("softmax",)),
        ReaderNetwork().changed(bias=True, biases="shared"),
        ReaderNetwork().changed(bias=True, biases="fixed"),
    ],
)
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_network_of_the_reader_becomes_a_program(network: ReaderNetwork, name: str) -> None:
    compile(text(PROGRAMS[name](framework_export.training_of(network))), "<program>", "exec")


def test_a_program_is_run_in_a_process_of_its_own() -> None:
    task = xor_training()
    short = Training(task.net, task.X, task.Y, iterations=5, seed=1)
    assert library.losses_of(text(PROGRAMS["NumPy"](short))) == pytest.approx(losses_of(short).tolist())


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(ValueError, match="no_such_module"):
        library.losses_of("import no_such_module")


def test_the_lesson_opens_and_names_the_recorded_versions(open_page: OPEN) -> None:
    app = open_page("frameworks")
    assert not app.exception
    said = " ".join(caption.value for caption in app.caption)
    for version in framework_losses.record()["versions"].values():
        assert version in said
    assert len(list(widget_markers(read_blocks(contents().lesson("frameworks"))))) > 8
