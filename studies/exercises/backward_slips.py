"""The slips of the way back through one hidden layer: what each makes of the two gradients, and what to say of it."""

from collections.abc import Iterator

import numpy as np

from mlp_core.activations import ACTIVATIONS
from mlp_core.checks import Array
from studies.exercises.situation import Situation

Slip = tuple[Array, str]

_SLOPES = {"tanh": "1 − H²", "sigmoid": "H·(1 − H)", "relu": "1 where H > 0"}


def of_last_gradient(case: Situation) -> Iterator[Slip]:
    """What becomes of gradient1 if one of the lines that were given is changed."""
    hidden, outputs = case.layers[1:]
    slope, error, right = case.derivatives[1], outputs - case.Y, case.gradients[1]
    points, width = case.Y.shape
    yield -right, "delta2 has the wrong sign: it is layers[2] − Y, the output minus the target."
    yield 2 * right, "delta2 has a factor 2: the ½ of this loss cancels the 2 that comes from the square."
    yield right / 2, "delta2 is halved: the ½ of this loss cancels the 2 that comes from the square."
    yield right / points, _MEAN
    yield right / (points * width), _MEAN
    yield hidden.T @ error, "f⁽¹⁾′ is gone from gradient1: delta2 is multiplied by derivatives[1] there."
    yield hidden.T @ (error * slope * slope), "f⁽¹⁾′ is multiplied in twice on the way to gradient1, in delta2 as well."
    yield hidden.T @ (error**2 * slope), "delta2 is squared. The derivative of ½(ỹ − y)² is ỹ − y itself."
    yield hidden.T @ (error**2 / 2 * slope), "delta2 is the loss. The derivative of ½(ỹ − y)² is ỹ − y."
    yield (
        hidden.T @ (abs(error) * slope),
        "delta2 has lost its sign: it is ỹ − y, negative where the output is too small.",
    )
    yield hidden.T @ (outputs * slope), "delta2 is the output alone: it is layers[2] − Y, the output minus the target."
    yield hidden.T @ (case.Y * slope), "delta2 is the target alone: it is layers[2] − Y, the output minus the target."
    again = ACTIVATIONS["sigmoid"].apply(outputs)
    yield hidden.T @ ((again - case.Y) * slope), "The output is put through sigmoid once more. layers[2] is the output."
    again = ACTIVATIONS["softmax"].apply(outputs)
    yield hidden.T @ ((again - case.Y) * slope), "The output is put through softmax once more. layers[2] is the output."
    yield right.T, "gradient1 is transposed: it has to have the shape of w⁽¹⁾, (Q, P)."


def of_first_gradient(case: Situation) -> Iterator[Slip]:
    """What becomes of gradient0, with gradient1 right."""
    (x, hidden, outputs), (f0, f1), (w0, w1) = case.layers, case.derivatives, case.weights
    error = outputs - case.Y
    scaled = error * f1
    carried, right = scaled @ w1.T, case.gradients[0]
    yield (
        x.T @ carried,
        "f⁽⁰⁾′ is forgotten: δ⁽¹⁾ has to be multiplied by derivatives[0] before it is multiplied by L⁽⁰⁾ᵀ.",
    )
    yield (
        x.T @ ((error @ w1.T) * f0),
        "f⁽¹⁾′ is forgotten in δ⁽¹⁾: what is carried back is delta2 * derivatives[1], not delta2 alone.",
    )
    yield x.T @ (error @ w1.T), "Both derivatives are forgotten, f⁽¹⁾′ in δ⁽¹⁾ and f⁽⁰⁾′ in the gradient."
    yield -right, "The sign is wrong. The gradient points uphill; the minus comes with the update."
    yield right / len(x), _MEAN
    yield (
        right / case.Y.size,
        f"gradient0 is {1 / case.Y.size:.4g} times the right one. Is it a mean over all outputs, or is a learning "
        "rate in it? This loss is a sum, and the learning rate comes with the update.",
    )
    yield x.T @ (carried * f0 * f0), "f⁽⁰⁾′ is multiplied in twice, once in δ⁽¹⁾ and once in the gradient."
    yield x.T @ (((scaled * f1) @ w1.T) * f0), "f⁽¹⁾′ is multiplied in twice: delta2 * derivatives[1] has it already."
    yield x.T @ (carried * hidden), "You multiply by the activation H itself. Its derivative is derivatives[0]."
    yield from _other_slopes(x, hidden, carried)
    yield right.T, "gradient0 is transposed: it has to have the shape of w⁽⁰⁾, (M, Q)."
    yield (
        hidden.T @ (carried * f0),
        "The gradient of w⁽⁰⁾ takes layers[0], the layer that w⁽⁰⁾ multiplies, not layers[1].",
    )
    yield (
        x.T @ (((case.Y * f1) @ w1.T) * f0),
        "The error is taken from Y alone. It starts as delta2 = Ỹ − Y, which is in the line above.",
    )
    yield (
        x.T @ (((outputs * f1) @ w1.T) * f0),
        "The error is taken from the output alone. It starts as delta2 = Ỹ − Y, which is in the line above.",
    )
    if w0.shape == w1.shape == scaled.shape == x.shape:
        yield from _where_all_sizes_are_equal(case, scaled, carried)


def _other_slopes(x: Array, hidden: Array, carried: Array) -> Iterator[Slip]:
    for name, written in _SLOPES.items():
        slope = ACTIVATIONS[name].derivative(hidden, hidden)
        yield (
            x.T @ (carried * slope),
            f"You take f⁽⁰⁾′ as {written}. That is the derivative of {name} alone, and nobody said that f⁽⁰⁾ is "
            f"{name}: derivatives[0] holds f⁽⁰⁾′, whatever the activation.",
        )
    yield (
        x.T @ (carried * (1 - np.tanh(hidden) ** 2)),
        "tanh is taken of H, which is an activation already: f⁽⁰⁾′ belongs at the weighted sums. derivatives[0] "
        "holds it.",
    )
    sigmoid = ACTIVATIONS["sigmoid"].apply(hidden)
    yield (
        x.T @ (carried * sigmoid * (1 - sigmoid)),
        "sigmoid is taken of H, which is an activation already: f⁽⁰⁾′ belongs at the weighted sums. derivatives[0] "
        "holds it.",
    )
    incoming = "The derivative is taken at the error that comes back. It belongs at the weighted sums: derivatives[0]."
    yield x.T @ (carried * (1 - np.tanh(carried) ** 2)), incoming
    yield x.T @ (carried * (1 - carried**2)), incoming
    yield x.T @ (1 - np.tanh(carried) ** 2), incoming
    yield x.T @ (carried * (1 - hidden)), "1 − H is no derivative yet. derivatives[0] holds f⁽⁰⁾′."


def _where_all_sizes_are_equal(case: Situation, scaled: Array, carried: Array) -> Iterator[Slip]:
    """Slips that only run where every size is the same; elsewhere the shapes betray them."""
    (x, _, outputs), (f0, f1), (w0, w1) = case.layers, case.derivatives, case.weights
    error = outputs - case.Y
    order = "The order of the product is reversed: the error is on the left, (δ⁽²⁾ ∘ f⁽¹⁾′) · w⁽¹⁾ᵀ."
    gradient_order = "The order of the product is reversed: the gradient is L⁽⁰⁾ᵀ · (δ⁽¹⁾ ∘ f⁽⁰⁾′)."
    yield x.T @ ((scaled @ w1) * f0), "w⁽¹⁾ is not transposed: the error goes back through w⁽¹⁾ᵀ, weights[1].T."
    yield x.T @ ((w1.T @ scaled) * f0), order
    yield x.T @ ((w1 @ scaled) * f0), order
    yield x.T @ ((w1 @ scaled.T) * f0), f"{order} Yours is its transpose."
    yield x.T @ (carried * f1), "You multiply by derivatives[1] where derivatives[0] belongs."
    yield (
        x.T @ (((error * f0) @ w1.T) * f1),
        "derivatives[0] and derivatives[1] are exchanged: f⁽¹⁾′ comes first on the way back.",
    )
    yield x.T @ (((error * f0) @ w1.T) * f0), "You multiply delta2 by derivatives[0] where derivatives[1] belongs."
    yield (
        x.T @ ((scaled @ w0.T) * f0),
        "The error is carried back through w⁽⁰⁾. It has to go through w⁽¹⁾, which it came from.",
    )
    yield x.T @ ((scaled @ w0) * f0), "The error is carried back through w⁽⁰⁾. It has to go through w⁽¹⁾ᵀ."
    yield x.T @ ((scaled * w1.T) * f0), "* multiplies entry by entry. The step back is a matrix product, @."
    yield x.T @ ((scaled * w1) * f0), "* multiplies entry by entry. The step back is a matrix product, @."
    yield x @ (carried * f0), "L⁽⁰⁾ is not transposed: the gradient is L⁽⁰⁾ᵀ · (δ⁽¹⁾ ∘ f⁽⁰⁾′)."
    yield (carried * f0) @ x.T, gradient_order
    yield (carried * f0) @ x, gradient_order
    yield x.T @ (carried @ f0), "f⁽⁰⁾′ is multiplied in as a matrix, @. The derivative acts entry by entry, *."
    yield x.T @ (((error @ f1) @ w1.T) * f0), "f⁽¹⁾′ is multiplied in as a matrix, @. It acts entry by entry, *."
    yield x.T * (carried * f0), "* multiplies entry by entry. The gradient is a matrix product, layers[0].T @ …"
    yield x * (carried * f0), "* multiplies entry by entry. The gradient is a matrix product, layers[0].T @ …"
    yield (
        outputs.T @ (carried * f0),
        "The gradient of w⁽⁰⁾ takes layers[0], the layer that w⁽⁰⁾ multiplies, not layers[2].",
    )
    yield x.T @ (carried * outputs), "You multiply by the output, layers[2]. f⁽⁰⁾′ is in derivatives[0]."
    wrong_layer = "The derivative is taken at another layer's values. f⁽⁰⁾′ is in derivatives[0]."
    for layer in (x, outputs):
        yield x.T @ (carried * (1 - layer**2)), wrong_layer
        yield x.T @ (carried * layer * (1 - layer)), wrong_layer


_MEAN = "You divide by the number of data points. This loss is a sum over them, so its gradient is a sum as well."
