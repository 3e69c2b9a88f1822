"""The only door to the widgets: their names, the options a lesson may give them, and how to draw one.

A widget's module is imported when it is first drawn, so a page pays only for what it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Protocol

Converter = Callable[[str], Any]


class Marker(Protocol):
    """What the registry needs to know of a marker in a lesson (lessons.parser.WidgetMarker)."""

    @property
    def options(self) -> dict[str, str]:
        """The options as the author wrote them."""

    @property
    def caption(self) -> str:
        """The marker's body."""


def integer(low: int, high: int) -> Converter:
    """A whole number within [low, high]."""

    def convert(text: str) -> int:
        if not text.lstrip("-").isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"expected a whole number from {low} to {high}, got '{text}'")
        return int(text)

    return convert


def one_of(*choices: str) -> Converter:
    """One of the given words."""

    def convert(text: str) -> str:
        if text not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}, got '{text}'")
        return text

    return convert


def words(*choices: str) -> Converter:
    """Some of the given words, separated by spaces, in the author's order."""
    single = one_of(*choices)

    def convert(text: str) -> tuple[str, ...]:
        return tuple(single(word) for word in text.split())

    return convert


def text(value: str) -> str:
    """Any text."""
    return value


@dataclass(frozen=True)
class Widget:
    """An entry of the registry.

    module: the file in widgets/ that has `widget(*, key, caption, **options)`.
    options: name -> converter from the author's text to the keyword argument's value.
    body: for a widget whose marker's body has a form of its own, the function 'module:name' that refuses a wrong one.
    whole_page: its controls change what other widgets show, in ways that widgets.kit.following does not know of.
    """

    module: str
    options: Mapping[str, Converter] = field(default_factory=dict)
    body: str | None = None
    whole_page: bool = False


NETWORK_CONTROLS = (
    "data",
    "points",
    "inputs",
    "hidden",
    "outputs",
    "activations",
    "bias",
    "seed",
    "loss",
    "learning_rate",
    "numbers",
)

WIDGETS: dict[str, Widget] = {
    "input_scale": Widget("training.input_scale"),
    "noisy_steps": Widget("training.noisy_steps"),
    "optimizer_paths": Widget("training.optimizer_paths"),
    "dead_relus": Widget("training.dead_relus"),
    "depth_gradients": Widget("training.depth_gradients"),
    "weight_scale": Widget("training.weight_scale"),
    "equal_weights": Widget("training.equal_weights"),
    "framework_programs": Widget("frameworks.programs", body="frameworks.notes:parse_notes"),
    "framework_losses": Widget("frameworks.losses"),
    "framework_export": Widget("frameworks.export"),
    "assignment_a": Widget("code.assignment_a"),
    "assignment_b": Widget("code.assignment_b"),
    "course_programs": Widget("training.course_programs"),
    "exercise": Widget("code.exercise", {"name": text}, body="code.exercises:parse_exercise"),
    "autograd_program": Widget("code.autograd_program"),
    "build_step": Widget("code.build_step", {"name": text}, body="code.exercises:parse_step"),
    "derivation": Widget("code.derivation", {"lines": one_of("softmax", "sigmoid", "graphs")}),
    "own_program": Widget("code.own_program"),
    "code_cell": Widget("code.code_cell", {"name": text}, body="code.code_cells:parse_cell"),
    "backprop_stepper": Widget("backward.backprop_stepper"),
    "chain_rule": Widget("backward.chain_rule"),
    "network_graph": Widget("backward.network_graph"),
    "small_graph": Widget("backward.small_graph", {"start": text, "mode": one_of("reverse", "forward")}),
    "pass_counts": Widget("backward.pass_counts"),
    "gradient_check": Widget("backward.gradient_check"),
    "epsilon_curve": Widget("backward.epsilon_curve"),
    "backprop_program": Widget("backward.backprop_program"),
    "bug_museum": Widget(
        "backward.bug_museum",
        {
            "bug": one_of(
                "updated_weights",
                "overwritten_ones",
                "growing_layers",
                "derivative_forgotten",
                "transpose_forgotten",
            ),
            "show": one_of("symptom", "damage"),
        },
    ),
    "weight_story": Widget("backward.weight_story"),
    "product_order": Widget("backward.product_order"),
    "paper_problems": Widget("backward.paper_problems"),
    "close_the_book": Widget("backward.close_the_book", body="backward.close_the_book:parse_steps"),
    "class_sheets": Widget("questions.class_sheets"),
    "room_check": Widget("questions.room_check"),
    "set_up_link": Widget("questions.set_up_link", {"lesson": text, "address": text}),
    "check_yourself": Widget("questions.check_yourself", body="questions.questions:parse_question"),
    "two_paths": Widget("forward.two_paths"),
    "straight_axes": Widget("forward.straight_axes"),
    "layer_conventions": Widget("forward.layer_conventions"),
    "neuron_as_matrices": Widget("forward.neuron_as_matrices"),
    "shape_chain": Widget("forward.shape_chain"),
    "shape_matcher": Widget("forward.shape_matcher"),
    "parameter_count": Widget("forward.parameter_count"),
    "data_points": Widget("forward.data_points"),
    "forward_stepper": Widget("forward.forward_stepper", {"activation": one_of("own", "linear")}),
    "activation_curve": Widget("forward.activation_curve"),
    "xor_machine": Widget("training.xor_machine", {"guess": one_of("yes", "no")}),
    "xor_success": Widget("training.xor_success"),
    "rate_sweep": Widget("training.rate_sweep"),
    "learned_by_heart": Widget("training.learned_by_heart"),
    "curve_fit": Widget("training.curve_fit"),
    "sigmoid_bump": Widget("training.sigmoid_bump"),
    "bump_sum": Widget("training.bump_sum"),
    "training_race": Widget("training.training_race"),
    "shared_weights": Widget("backward.shared_weights"),
    "skip_connections": Widget("backward.skip_connections"),
    "attention_delta": Widget("backward.attention_delta"),
    "loss_landscape": Widget("backward.loss_landscape"),
    "loss_table": Widget("backward.loss_table"),
    "neuron_line": Widget("backward.neuron_line"),
    "neuron_training": Widget("backward.neuron_training", {"data": one_of("four_points", "xor")}),
    "digit_samples": Widget("digits.samples", whole_page=True),
    "digit_training": Widget("digits.training", whole_page=True),
    "digit_weights": Widget("digits.inside", whole_page=True),
    "digit_confusions": Widget("digits.confusion", {"show": one_of("matrix", "mistakes")}, whole_page=True),
    "digit_drawing": Widget("digits.drawing", whole_page=True),
    "digit_shifts": Widget("digits.shifts", whole_page=True),
    "network_controls": Widget("forward.network_panel", {"show": words(*NETWORK_CONTROLS)}),
    "network_diagram": Widget("forward.network_diagram"),
    "cover_film": Widget("cover.cover_film"),
    "ways": Widget("cover.ways", body="cover.ways:parse_ways"),
    "playground": Widget("playground.shell", whole_page=True),
    "playground_try": Widget("playground.try_it", {"address": text, "label": text}, whole_page=True),
}


def convert_options(name: str, options: Mapping[str, str]) -> dict[str, Any]:
    """The keyword arguments for a widget. Raises ValueError that lists what is allowed."""
    if name not in WIDGETS:
        near = get_close_matches(name, WIDGETS, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise ValueError(f"unknown widget '{name}'; {hint}there are: {', '.join(sorted(WIDGETS))}")
    allowed = WIDGETS[name].options
    converted = {}
    for option, value in options.items():
        if option not in allowed:
            listed = ", ".join(sorted(allowed)) or "none"
            raise ValueError(f"widget '{name}' has no option '{option}'; its options: {listed}")
        try:
            converted[option] = allowed[option](value)
        except ValueError as error:
            raise ValueError(f"widget '{name}', option '{option}': {error}") from None
    return converted


def check(name: str, marker: Marker) -> None:
    """Refuse a marker that cannot be drawn: an unknown widget or option, a wrong value or body. Raises ValueError."""
    convert_options(name, marker.options)
    body = WIDGETS[name].body
    if body is not None:
        module, function = body.split(":")
        try:
            getattr(import_module(f"widgets.{module}"), function)(marker.caption)
        except ValueError as error:
            raise ValueError(f"widget '{name}': {error}") from None


def draw_network_panel(page: str, controls: Sequence[str]) -> None:
    """Draw the panel of the reader's network on this page. controls: some of NETWORK_CONTROLS."""
    import_module("widgets.forward.network_panel").draw(page, controls)


def show(name: str, key: str, marker: Marker) -> None:
    """Draw the widget at this place of the page."""
    options = convert_options(name, marker.options)
    import_module(f"widgets.{WIDGETS[name].module}").widget(key=key, caption=marker.caption, **options)
