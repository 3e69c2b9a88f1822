"""What is said of a weighted sum at which its activation has no slope."""

from __future__ import annotations

from mlp_core.backprop import ForwardTrace
from studies.backwards.kinks import Kink, kinks_of
from widgets.kit import theme


def kink_words(kink: Kink, trace: ForwardTrace) -> str:
    """A predicate: `is 0, at the kink of relu. Its slope is 0 below and 1 above; backpropagation takes 0 here`."""
    name = trace.activations[kink.layer].replace("_", " ")
    rounding = "" if kink.sum == 0 else ", 0 but for rounding"
    below, above, taken = (theme.number(slope) for slope in (kink.below, kink.above, kink.taken))
    return (
        f"is {theme.number(kink.sum)}{rounding}, at the kink of {name}, where there is no slope: it is {below} below "
        f"and {above} above. This book takes {taken} here"
    )


def kink_at(trace: ForwardTrace, layer: int, point: int, neuron: int) -> Kink | None:
    """The kink at which S^(layer)[point, neuron] stands, None if it stands at none."""
    return next((k for k in kinks_of(trace) if (k.layer, k.point, k.neuron) == (layer, point, neuron)), None)
