"""What has to be said about a training before it goes away as a program."""

from __future__ import annotations

from functools import lru_cache

from studies.training.rounding import growth, nearby_losses
from widgets.kit import theme
from widgets.playground.recording import exported
from widgets.playground.settings import Settings

SHOWN = 1e-6  # a part of the loss that no page shows any more


@lru_cache(maxsize=32)
def rounding_note(settings: Settings) -> str:
    """A sentence if the training up to the iteration shown multiplies rounding errors, "" if it forgets them.

    Raises ValueError where there is nothing to write.
    """
    run = exported(settings)
    losses = nearby_losses(run)
    apart = max((abs(float(loss) - run.final_loss) for loss in losses), default=0.0)
    if apart <= SHOWN * run.final_loss:
        return ""
    low, high = (theme.number(float(end), 4) for end in (losses.min(), losses.max()))
    where = f"at losses from {low} to {high}" if low != high else f"at a loss of {low}"
    times = theme.number(growth(run, losses), 0)
    return (
        f"**This training multiplies rounding errors**, by about {times} from its start to this iteration: begun with "
        f"weights that lie 2·10⁻¹⁶ away it ends {where}, and this page has {theme.number(run.final_loss, 4)}. A "
        "program adds in another order, and another machine rounds differently, so there the loss may be another one. "
        "A smaller learning rate calms it."
    )
