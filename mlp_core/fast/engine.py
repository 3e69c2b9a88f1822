"""The engine under fit: it replays tapes, and it can go back to the last good state when a run diverges."""

from dataclasses import replace
from typing import TypeAlias

import numpy as np

from mlp_core.backprop import feed
from mlp_core.calls import Call
from mlp_core.checks import Array, not_finite
from mlp_core.fast.products import times
from mlp_core.fast.tape import Parameters, Tape, replay
from mlp_core.gradient_descent import Batches, Divergence, Settings, rate_at
from mlp_core.losses import LOSSES
from mlp_core.network import MLP

CHUNK = 256
"""So many updates are made between two looks at whether all numbers are still finite."""

Saved: TypeAlias = tuple[int, Array, list[Array], tuple[object, ...]]
"""How many updates were made, the weights, the optimizer's state, and where the dealing of batches stands."""


class Engine:
    """Trains a copy of a network's weights on X (N, M), Y (N, P): `advance` makes updates, `losses` keeps the history.

    losses[i] is the loss of the data points that update i looked at, with the weights before it. The penalties l1 and
    l2 act on the gradients only; they are not part of any loss.
    """

    def __init__(self, net: MLP, X: Array, Y: Array, settings: Settings, rng: np.random.Generator) -> None:
        self.net, self.X, self.Y, self.settings = net, X, Y, settings
        self.losses: Array = np.empty(settings.iterations)
        self.done = 0
        self.divergence: Divergence | None = None
        self.parameters = Parameters(net.shapes, net.dtype)
        for buffer, w in zip(self.parameters.weights, net.checked_weights(net.weights), strict=True):
            buffer[:] = w
        self._batches = Batches(len(X), settings.batch_size, rng)
        rate = settings.learning_rate
        self._update = settings.optimizer.on_buffers(
            self.parameters.flat,
            self.parameters.flat_gradients,
            (lambda i: rate_at(rate, i)) if callable(rate) else rate,
        )
        self._gradient_scale = rate if self._update.rate_in_gradients and not callable(rate) else 1.0
        self._update_calls = [*self._penalties(), *self._update.calls]
        if self._batches.whole:
            self._whole_tape = self._tape(len(X))
            self._whole_tape.inputs[:, int(net.bias) :] = X
            self._whole_tape.targets[:] = Y.T
            replay(self._whole_tape.refresh)
        else:
            self._tapes: dict[int, Tape] = {}
            self._rows = np.hstack([np.ones((len(X), int(net.bias)), net.dtype), X])
            self._columns = np.ascontiguousarray(Y.T)
        self._good = self._save()

    def extend(self, iterations: int) -> None:
        """Room for more updates: they go on as if the training had been that long from the start."""
        self.settings = replace(self.settings, iterations=self.settings.iterations + iterations)
        self.losses = np.concatenate([self.losses, np.empty(iterations)])

    @property
    def weights(self) -> tuple[Array, ...]:
        """Copies of the weights as they are now."""
        return tuple(w.copy() for w in self.parameters.weights)

    def outputs_and_loss(self, X: Array, Y: Array) -> tuple[Array, float]:
        """The outputs (N, P) for X (N, M) with the weights as they are now, and their loss."""
        net = self.net
        with np.errstate(all="ignore"):
            layers, sums = feed(X, self.parameters.weights, net.activations, net.bias, times)
            value = LOSSES[self.settings.loss].value_of(sums[-1], layers[-1], Y, net.activations[-1])
        return layers[-1], value

    def loss_now(self) -> float:
        """The loss over all data points with the weights as they are now."""
        return self.outputs_and_loss(self.X, self.Y)[1]

    def advance(self, until: int, look: bool = True) -> None:
        """Make updates up to number `until`, or until the run diverges; then `divergence` says why.

        With mini-batches every loss in the history can be finite while that of all data points is not any more. look:
        whether that is looked at, too, when `until` is reached; it costs a forward pass of all data points.
        """
        if not self._advance(until, look, careful=self._batches.whole):
            # The state of all data points was lost somewhere since it was last looked at: again, looking more often.
            self._restore(self._good)
            self._advance(until, look, careful=True)
        if look:
            self._good = self._save()

    def _advance(self, until: int, look: bool, careful: bool) -> bool:
        """Chunk by chunk; careful: all points are looked at after each. False: the last chunk began beyond hope."""
        while self.done < until and self.divergence is None:
            saved = self._save()
            start, stop = self.done, min(self.done + CHUNK, until)
            self._run(start, stop)
            self.done = stop
            fine = np.isfinite(self.losses[start:stop]).all() and np.isfinite(self.parameters.flat).all()
            if fine and (not (careful or (look and stop == until)) or np.isfinite(self.loss_now())):
                continue
            self._restore(saved)
            if not careful and not np.isfinite(self.loss_now()):
                return False
            self._run_carefully(start, stop)
        return True

    def _run_carefully(self, start: int, stop: int) -> None:
        # The same updates again, looking after each one, so as to end on the last weights whose loss is a number.
        for i in range(start, stop):
            before = self.parameters.flat.copy()
            self._run(i, i + 1)
            cause = self._trouble(i)
            if cause:
                self.divergence = Divergence(
                    i, f"{cause}; the largest weight before it was {np.abs(before).max():.3g}. {self._advice(i)}"
                )
                self.parameters.flat[:] = before
                return
            self.done = i + 1

    def _trouble(self, i: int) -> str:
        """What is no finite number after update i, in words, or ""."""
        if not np.isfinite(self.losses[i]):
            return f"the loss became {not_finite(self.losses[i])}"
        for index, w in enumerate(self.parameters.weights):
            if not np.isfinite(w).all():
                kind = "undefined" if np.isnan(w).any() else f"too large for a {self.net.dtype} number"
                return f"the update made weights[{index}] {kind}"
        loss = self.loss_now()
        return "" if np.isfinite(loss) else f"the update made the loss {not_finite(loss)}"

    def _advice(self, i: int) -> str:
        finite = np.isfinite(self.losses[i]) and np.isfinite(self.parameters.flat_gradients).all()
        if finite and np.isnan(self.parameters.flat).any() and "epsilon" in self.settings.optimizer.settings:
            return f"Try a larger epsilon than {self.settings.optimizer.settings['epsilon']:g}"
        return f"Try a learning rate below {rate_at(self.settings.learning_rate, i):g}"

    def _run(self, start: int, stop: int) -> None:
        before_update = self._update.before_update
        # Whatever overflows here is found by the caller, who looks at the numbers themselves.
        with np.errstate(all="ignore"):
            if self._batches.whole:
                self._run_whole(start, stop)
                return
            for i in range(start, stop):
                tape = self._load_batch()
                replay(tape.forward)
                function, arguments = tape.value
                self.losses[i] = function(*arguments) * tape.factor
                replay(tape.backward)
                if before_update:
                    before_update(i + 1)
                replay(self._update_calls)

    def _run_whole(self, start: int, stop: int) -> None:
        # The innermost loop of the book: nothing happens here but the recorded calls.
        tape, losses, before_update = self._whole_tape, self.losses, self._update.before_update
        forward, (value, value_arguments) = tape.forward, tape.value
        backward = [*tape.backward, *self._update_calls]
        for i in range(start, stop):
            for function, arguments in forward:
                function(*arguments)
            losses[i] = value(*value_arguments)
            if before_update:
                before_update(i + 1)
            for function, arguments in backward:
                function(*arguments)
        losses[start:stop] *= tape.factor

    def _load_batch(self) -> Tape:
        rows = self._batches.next()
        tape = self._tapes.get(len(rows))
        if tape is None:
            tape = self._tapes[len(rows)] = self._tape(len(rows))
        # mode='clip' skips a check (and a hidden copy) that these row numbers cannot fail.
        self._rows.take(rows, 0, tape.inputs, "clip")
        self._columns.take(rows, 1, tape.targets, "clip")
        replay(tape.refresh)
        return tape

    def _tape(self, points: int) -> Tape:
        return Tape(self.net, self.settings.loss, self.parameters, points, self._gradient_scale)

    def _penalties(self) -> list[Call]:
        """Calls that add l2 · w + l1 · sign(w) to the gradients of all weights but the biases."""
        parameters = self.parameters
        calls: list[Call] = []
        w, g, scratch = parameters.flat, parameters.flat_gradients, np.empty_like(parameters.flat)
        for share, pull in ((self.settings.l2, np.positive), (self.settings.l1, np.sign)):
            if share:
                mask = Parameters(self.net.shapes, self.net.dtype)
                for matrix in mask.weights:
                    matrix[int(self.net.bias) :] = share * self._gradient_scale
                calls += [(pull, (w, scratch)), (np.multiply, (scratch, mask.flat, scratch)), (np.add, (g, scratch, g))]
        return calls

    def _save(self) -> Saved:
        return self.done, self.parameters.flat.copy(), [s.copy() for s in self._update.state], self._batches.save()

    def _restore(self, saved: Saved) -> None:
        self.done, self.parameters.flat[:], state, batches = saved
        for buffer, values in zip(self._update.state, state, strict=True):
            buffer[:] = values
        self._batches.restore(batches)
