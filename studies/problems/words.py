"""Names, rules and numbers of problems in plain text, as the book writes them: S⁽⁰⁾, (δ⁽²⁾∘f⁽¹⁾′)·w⁽¹⁾ᵀ, −0.25."""

from __future__ import annotations

from studies.backwards.iteration import Iteration, Operation

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MINUS = "\N{MINUS SIGN}"

FUNCTIONS = {
    "linear": ("f(s) = s", "f′(s) = 1"),
    "relu": ("f(s) = max(0, s)", "f′(s) = 1 for s > 0, else 0"),
    "leaky_relu": ("f(s) = s for s > 0, else 0.01·s", "f′(s) = 1 for s > 0, else 0.01"),
    "sigmoid": ("f(s) = 1 / (1 + e⁻ˢ)", "f′(s) = f(s)·(1 − f(s))"),
    "tanh": ("f(s) = tanh(s)", "f′(s) = 1 − tanh²(s)"),
}
"""Each activation that problems use, and its derivative."""

LABELS = {"linear": "linear", "relu": "relu", "leaky_relu": "leaky relu", "sigmoid": "sigmoid", "tanh": "tanh"}
LOSS_RULES = {
    "half_sse": ("L = ½ Σ (ỹ − y)²", "Ỹ − Y"),
    "mse": ("L = the mean of (ỹ − y)² over all entries", "2 (Ỹ − Y) / (N·P)"),
}
"""Each loss, and its derivative, the error at the outputs."""


def raised(index: int) -> str:
    """A layer's index as it is written in plain text, in brackets as in the formulas: δ² would be a square."""
    return f"⁽{str(index).translate(_RAISED)}⁾"


def layer(index: int, last: int) -> str:
    """X, H (H⁽¹⁾, H⁽²⁾ … of several) or Ỹ."""
    return "X" if index == 0 else "Ỹ" if index == last else "H" if last == 2 else f"H{raised(index)}"


def number(value: float, decimals: int = 3) -> str:
    """With a true minus and no zeros at the end; a value that is not 0 shows its first digit at least."""
    while value and abs(value) < 0.5 * 10.0**-decimals and decimals < 12:
        decimals += 1
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", MINUS)


def of_operation(iteration: Iteration, operation: Operation) -> tuple[str, str, str]:
    """An operation's result, its rule, and what it is in words."""
    kind, l, last = operation.kind, operation.index, iteration.lmax  # noqa: E741 (l is the book's letter for the layer)
    up, after = raised(l), raised(l + 1)
    entered = f"[1 {layer(l, last)}]" if iteration.forward.bias else layer(l, last)
    scaled = f"(δ{after}∘f{up}′)"
    match kind:
        case "sums":
            return f"S{up}", f"{entered}·w{up}", "Weighted sums"
        case "layer":
            before = raised(l - 1)
            return layer(l, last), f"f{before}(S{before})", "Outputs" if l == last else "Hidden layer"
        case "loss":
            return "L", LOSS_RULES[iteration.loss][0].removeprefix("L = "), "The loss"
        case "delta" if l == last:
            return f"δ{up}", LOSS_RULES[iteration.loss][1], "Error at the outputs"
        case "delta":
            note = " without row 0" if iteration.forward.bias else ""
            return f"δ{up}", f"{scaled}·w{up}ᵀ{note}", "Error at the hidden layer"
        case "slope":
            return f"f{up}′", f"f{up}′(S{up})", "Derivatives"
        case "scaled":
            return f"δ{after}∘f{up}′", "entry by entry", "Error before the activation"
        case "gradient":
            return f"∂L/∂w{up}", f"{entered}ᵀ·{scaled}", "Gradient"
        case _:
            rate = number(iteration.learning_rate, 6)
            return f"new w{up}", f"w{up} − {rate}·∂L/∂w{up}", "Updated weights"
