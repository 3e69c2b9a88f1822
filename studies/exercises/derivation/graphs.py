"""Small graphs: what an error becomes on its way back through a product, a fork, a mean, a maximum and the like."""

import numpy as np

from studies.exercises.derivation.lines import Given, Line, Lines, Values

_COUNTS = ((5, 3), (4, 2), (3, 3), (3, 3), (3, 3))


def _draw(case: int) -> Values:
    count, rows = _COUNTS[case]
    rng = np.random.default_rng(40 + case)
    x = rng.permutation(count) + rng.uniform(-0.4, 0.4, count)
    return {
        "x": x,
        "y": rng.uniform(-2, 2, count),
        "i": np.array([1, 0, 1, *rng.integers(count, size=count - 2)]),
        "dz": rng.uniform(-1, 1, count),
        "du": rng.uniform(-1, 1, count),
        "dm": float(rng.uniform(0.5, 1)),
        "dZ": rng.uniform(-1, 1, (rows, count)),
        "dt": rng.uniform(-1, 1, count + 1),
    }


_TO_X = "\\partial L / \\partial x"

GRAPHS = Lines(
    "graphs",
    (
        Given("x", "", "a row of numbers, all different"),
        Given("y", "", "another row of as many"),
        Given("i", "", "a list of indices into $x$, some of them more than once"),
        Given("dz", "", "$\\partial L / \\partial z$, what comes back to a row $z$ that is as long as $x$"),
        Given("du", "", "$\\partial L / \\partial u$, the same for a second row $u$"),
        Given("dm", "", "$\\partial L / \\partial m$, for a single number $m$"),
        Given("dZ", "", "$\\partial L / \\partial Z$, for a matrix whose rows are as long as $x$"),
        Given("dt", "", "$\\partial L / \\partial t$, for a row that is as long as $i$"),
    ),
    (
        Line(
            "product",
            f"{_TO_X}, \\quad z = x \\circ y",
            "dz * y",
            "Where $x$ changes a little, $z$ changes $y$ times as much. The factor of one is the other.",
            (
                ("dz * x", "That is the derivative by y. The factor of x is the other one, y."),
                ("dz", "The factor is missing: z changes y times as much as x."),
                ("y", "What comes back, dz, is missing."),
                ("dz * x * y", "Only the other factor is left: z = x·y differentiated by x is y."),
                ("dz / y", "The chain rule multiplies: dz * y."),
                ("dz @ y", "@ adds the products up. Each entry of x has its own: *."),
                ("-dz * y", "The sign is wrong."),
                ("dz + y", "The chain rule multiplies: dz * y."),
            ),
        ),
        Line(
            "fork",
            f"{_TO_X}, \\quad z = 2x, \\; u = x^2",
            "2 * dz + 2 * x * du",
            "$x$ goes two ways, and both come back: what reaches a fork is added.",
            (
                ("2 * dz", "One way is missing: x also goes into u. At a fork what comes back is added."),
                ("2 * x * du", "One way is missing: x also goes into z. At a fork what comes back is added."),
                ("2 * dz * 2 * x * du", "The two ways are added, not multiplied."),
                ("dz + du", "The factors are missing: 2 for z and 2x for u."),
                ("2 * dz + x * du", "The square brings a factor 2: the slope of x² is 2x."),
                ("2 * dz + x ** 2 * du", "The slope of x² is 2x."),
                ("2 * x * dz + x ** 2 * du", "These are the values. Their slopes are 2 and 2x."),
                ("dz + 2 * x * du", "The slope of 2x is 2."),
                ("(2 * dz + 2 * x * du) / 2", "The two ways are added, not averaged."),
                ("2 * dz - 2 * x * du", "The two ways are added."),
            ),
        ),
        Line(
            "mean",
            f"{_TO_X}, \\quad m = \\text{{the mean of }} x",
            "np.full(len(x), dm / len(x))",
            "Each entry moves the mean by $1/n$ of its own change, and every one gets the same share back.",
            (
                ("np.full(len(x), dm)", "That would be right for a sum. A mean divides by the number of entries."),
                ("dm / len(x)", "Each entry of x has a derivative: a row as long as x, np.full(len(x), …)."),
                ("dm", "Each entry of x has a derivative, and a mean divides: np.full(len(x), dm / len(x))."),
                ("dm * x / len(x)", "The value of x plays no part: the mean is x₁/n + x₂/n + …"),
                ("dm / x", "The value of x plays no part: what is divided by is the number of entries, len(x)."),
                ("np.full(len(x), dm * x.mean())", "The mean itself plays no part: its slope is 1/n."),
                ("np.full(len(x), dm * len(x))", "The mean divides by n, and so does the way back."),
                ("np.full(len(x), 1 / len(x))", "What comes back, dm, is missing."),
            ),
        ),
        Line(
            "maximum",
            f"{_TO_X}, \\quad m = \\text{{the largest of }} x",
            "dm * (x == x.max())",
            "Only the largest entry moves the maximum. It gets all of the error, and the others get nothing.",
            (
                ("np.full(len(x), dm)", "Only the largest entry moves the maximum; the others get 0."),
                ("np.full(len(x), dm / len(x))", "That is the mean's. Only the largest entry moves the maximum."),
                ("dm * x", "The slope is 1 for the largest entry and 0 for the others, not x."),
                ("dm * x.max()", "Each entry of x has a derivative: 1 for the largest and 0 for the others, times dm."),
                ("dm * x * (x == x.max())", "The largest entry's slope is 1: its value plays no part."),
                ("dm * (x != x.max())", "It is the other way about: the largest gets all, the others nothing."),
                ("dm * (x > 0)", "That is relu's. Here only the largest entry counts."),
                ("dm * (x == x.min())", "That is the smallest. The largest entry moves the maximum."),
                ("x == x.max()", "What comes back, dm, is missing."),
                ("dm", "Each entry of x has a derivative: dm for the largest, 0 for the others."),
            ),
        ),
        Line(
            "repeated",
            f"{_TO_X}, \\quad \\text{{every row of }} Z \\text{{ is }} x",
            "dZ.sum(axis=0)",
            "$x$ is used once in each row, so what comes back is added over the rows. A bias is of this kind.",
            (
                ("dZ.mean(axis=0)", "It is a fork with as many ways as rows: they are added, not averaged."),
                ("dZ.sum(axis=1)", "You add along the rows. The rows are added to one another: axis=0."),
                ("dZ.sum()", "You add up everything. Each entry of x gets its own column: axis=0."),
                ("dZ[0]", "That is the first row alone. x is in each of them."),
                ("dZ", "The rows have to be added up: each of them uses the same x."),
                ("dZ.sum(axis=0) * x", "The value of x plays no part: it is only copied."),
                ("dZ.sum(axis=0, keepdims=True)", "It should be a row like x, without a second axis."),
            ),
        ),
        Line(
            "indexed",
            f"{_TO_X}, \\quad t = x[i]",
            "np.bincount(i, weights=dt, minlength=len(x))",
            "What comes back to entry $k$ of $t$ goes to entry $i_k$ of $x$, and an "
            "entry that was taken twice gets both. "
            "`np.bincount` adds them up.",
            (
                ("dt", "dt is as long as i. Each entry goes back to the place in x that it came from."),
                ("dt[i]", "That reads dt at the places i. Here it has to be added at these places of x."),
                ("dt[:len(x)]", "The first entries of t do not come from the first of x: the places are in i."),
                ("dt[i[:len(x)]]", "That reads dt at the places i. Here it has to be added at these places of x."),
                (
                    "np.array([dt[i == k][-1] if (i == k).any() else 0 for k in range(len(x))])",
                    "An entry that was taken twice gets both: they are added, and the "
                    "last one does not replace the rest.",
                ),
                (
                    "np.array([dt[i == k].mean() if (i == k).any() else 0 for k in range(len(x))])",
                    "An entry that was taken twice gets both: they are added, not averaged.",
                ),
                (
                    "np.bincount(i, minlength=len(x))",
                    "That counts how often each is taken. What comes back, dt, is missing.",
                ),
                (
                    "np.bincount(i, weights=dt, minlength=len(x)) * x",
                    "The value of x plays no part: it is only copied.",
                ),
            ),
        ),
        Line(
            "cumulated",
            f"{_TO_X}, \\quad z = \\text{{np.cumsum}}(x)",
            "np.cumsum(dz[::-1])[::-1]",
            "$x_k$ is in $z_k$ and in all after it, so it gets the sum of what "
            "comes back to these: a sum from the end.",
            (
                ("np.cumsum(dz)", "That adds what is before. x₁ is in z₁ and all after it: add from the end."),
                ("dz", "x₁ is in every entry of z: what comes back from all after it is added."),
                (
                    "np.full(len(x), dz.sum())",
                    "Only the first entry of x is in all of z. The others are in z from their place on.",
                ),
                ("np.cumsum(dz[::-1])", "The sums are right, but in reverse order: turn them with [::-1] again."),
                ("np.cumsum(dz)[::-1]", "Reverse before the sum as well as after it: np.cumsum(dz[::-1])[::-1]."),
                ("dz[::-1]", "The entries have to be added up, from the end."),
                ("np.cumsum(dz) * x", "Nothing is multiplied: each entry of x is added as it is."),
                ("dz.sum() - np.cumsum(dz)", "The entry's own place is missing: x_k is in z_k too."),
                ("np.cumsum(x)", "That is z. What comes back, dz, is missing."),
            ),
        ),
    ),
    _draw,
)
