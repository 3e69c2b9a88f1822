"""Whatever is handed in either works or is refused with a ValueError that names the argument; nothing else happens.

"Nothing else": no other exception, no warning (the test runner turns those into errors), no number that is not finite,
and no change to the caller's arrays.
"""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mlp_core import MLP, accuracy, datasets, fit, fit_frames, gradient_check, one_hot, sweep, to_script
from studies.backwards.epsilon_curve import epsilon_curve
from studies.forwards.shapes import check_product_chain, explain_product, parameter_count, shape_story

XOR = datasets.xor()
ROUNDS = 4000


def read_only(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    array.setflags(write=False)
    return array


def matrices(rng: np.random.Generator) -> Any:
    """Something in place of a matrix: good and bad shapes, types, layouts and numbers."""
    rows, columns = [(4, 2), (4, 1), (4, 3), (0, 2), (5, 2), (2, 0)][
        rng.choice(6, p=[0.35, 0.35, 0.1, 0.05, 0.1, 0.05])
    ]
    plain = rng.normal(size=(rows, columns))
    return rng.choice(
        np.array(
            [
                lambda: plain,
                lambda: plain.tolist(),
                lambda: np.asfortranarray(plain),
                lambda: rng.normal(size=(2 * rows, 3 * columns))[::2, ::3],
                lambda: rng.normal(size=(rows, columns))[::-1],
                lambda: read_only(plain.copy()),
                lambda: rng.integers(0, 2, (rows, columns)),
                lambda: rng.integers(0, 2, (rows, columns)).astype(bool),
                lambda: rng.integers(0, 2, (rows, columns)).astype(np.uint8),
                lambda: plain.astype(np.float16),
                lambda: plain.astype(np.longdouble),
                lambda: plain * 10.0 ** rng.integers(-300, 300),
                lambda: np.where(rng.random((rows, columns)) < 0.3, np.nan, plain),
                lambda: np.where(rng.random((rows, columns)) < 0.3, np.inf, plain),
                lambda: plain.astype(complex),
                lambda: plain.astype(str),
                lambda: plain.astype(object),
                lambda: plain.ravel(),
                lambda: plain[None],
                lambda: np.array(1.5),
                lambda: [[1.0], [1.0, 2.0]],
                lambda: [["a", "b"]],
                lambda: [[None]],
                lambda: [[10**400]],
                lambda: {"x": 1},
                lambda: {1, 2},
                lambda: None,
                lambda: "matrix",
                lambda: b"matrix",
                lambda: object(),
                lambda: range(4),
                lambda: np.array(XOR.X),
                lambda: XOR.Y,
            ],
            dtype=object,
        )
    )()


SCALARS = [
    *(0, 1, 2, 3, -1, 7.5, 0.0, -0.0, 1.0, 1e-3, -0.1, 1e308, 5e-324, float("nan"), float("inf"), -float("inf")),
    *(True, False, None, "", "sgd", "relu", "mse", "bce", "log", b"x", 1j, [], [1], (), {}, object(), np.float32(0.5)),
    *(
        np.int8(3),
        np.bool_(True),
        np.array(2),
        np.array([2]),
        np.array(0.5),
        10**30,
        np.nan,
        np.timedelta64(1),
        int,
        len,
    ),
]
LISTS = [
    *(
        None,
        [],
        [2],
        [2, 1],
        (2, 3, 1),
        [2, 0, 1],
        [2, -3, 1],
        [2, 3.5, 1],
        [2, "3", 1],
        [[2, 3, 1]],
        [[2, 3, 1], [2, 1]],
    ),
    *("sigmoid", "relu", ["tanh"], ["tanh", "sigmoid"], ["softmax", "sigmoid"], ["nonsense", "relu"], [None, "relu"]),
    *(np.array([2, 3, 1]), np.array([2.0, 3.0]), {2: 1}, 5, [0.1, 0.2], [0.1, -1], [float("nan")], [True], range(3)),
    *(
        [(4, 3), (3, 2)],
        [(4, 3), (2, 2)],
        [(4, 3)],
        [(4,)],
        [(4, 3, 2), (2, 2)],
        [np.ones((3, 6))],
        [np.ones((3, 3)), 1],
    ),
    *([[[1.0] * 3] * 3, [[1.0]] * 4], [np.full((3, 3), np.nan), np.ones((4, 1))], [np.ones((3, 3)), np.ones((4, 1))]),
]


def scalar(rng: np.random.Generator) -> Any:
    return SCALARS[rng.integers(len(SCALARS))]


def several(rng: np.random.Generator) -> Any:
    return LISTS[rng.integers(len(LISTS))]


def some_net(rng: np.random.Generator) -> MLP:
    last = ("linear", "sigmoid", "tanh", "relu", "softmax")[rng.integers(5)]
    return MLP((2, 3, 1), ("tanh", last), bias=bool(rng.integers(2)), rng=int(rng.integers(9)))


def assign_weights(values: Any) -> Any:
    net = MLP((2, 3, 1), "sigmoid")
    net.weights = values
    return net.predict(XOR.X)


def assign_one_weight(value: Any) -> Any:
    net = MLP((2, 3, 1), "sigmoid")
    net.weights[1] = value
    return net.predict(XOR.X)


def trained(
    net: MLP, X: Any, Y: Any, loss: Any, optimizer: Any, rate: Any, iterations: Any, batch: Any, rng: Any
) -> Any:
    run = fit(
        net, X, Y, loss=loss, optimizer=optimizer, learning_rate=rate, iterations=iterations, batch_size=batch, rng=rng
    )
    return [run.losses, run.final_loss, *net.weights]


def framed(net: MLP, X: Any, Y: Any, every: Any, l1: Any, l2: Any) -> Any:
    frames = list(fit_frames(net, X, Y, every=every, iterations=12, l1=l1, l2=l2))
    return [frame.loss for frame in frames]


def swept(sizes: Any, names: Any, rates: Any, seeds: Any, iterations: Any, optimizer: Any) -> Any:
    sweep(
        sizes, names, XOR.X, XOR.Y, learning_rates=rates, seeds=seeds, iterations=iterations, optimizer=optimizer
    )  # may hold ∞, on purpose
    return 0.0


def good_or(good: Any, bad: Callable[[np.random.Generator], Any], rng: np.random.Generator) -> Any:
    return bad(rng) if rng.random() < 0.35 else good


CALLS: dict[str, tuple[Callable[..., Any], tuple[tuple[Any, Callable[[np.random.Generator], Any]], ...]]] = {
    "MLP": (
        lambda *a: MLP(*a).predict(np.ones((2, 2))),
        (((2, 3, 1), several), ("sigmoid", several), (True, scalar), (0, scalar), ("he", scalar), ("float64", scalar)),
    ),
    "weights": (assign_weights, (([np.ones((3, 3)), np.ones((4, 1))], several),)),
    "weights[1]": (assign_one_weight, ((np.ones((4, 1)), matrices),)),
    "forward": (lambda net, X: list(net.forward(X).layers), ((None, some_net), (XOR.X, matrices))),
    "gradients": (
        lambda net, X, Y, loss: [*(pair := net.gradients(X, Y, loss))[1], pair[0]],
        ((None, some_net), (XOR.X, matrices), (XOR.Y, matrices), ("mse", scalar)),
    ),
    "fit": (
        trained,
        (
            *((None, some_net), (XOR.X, matrices), (XOR.Y, matrices), ("mse", scalar), ("adam", scalar)),
            *((0.1, scalar), (5, scalar), (2, scalar), (0, scalar)),
        ),
    ),
    "fit_frames": (
        framed,
        ((None, some_net), (XOR.X, matrices), (XOR.Y, matrices), (5, scalar), (0.0, scalar), (0.0, scalar)),
    ),
    "sweep": (
        swept,
        (((2, 3, 1), several), ("tanh", several), ([0.1], several), ([0], several), (3, scalar), ("sgd", scalar)),
    ),
    "gradient_check": (
        lambda net, X, Y, loss, e: gradient_check(net, X, Y, loss, e).relative_error,
        ((None, some_net), (XOR.X, matrices), (XOR.Y, matrices), ("mse", scalar), (1e-5, scalar)),
    ),
    "epsilon_curve": (
        lambda net, X, Y, e: epsilon_curve(net, X, Y, epsilons=e).central,
        ((None, some_net), (XOR.X, matrices), (XOR.Y, matrices), ([1e-3], several)),
    ),
    "explain_product": (explain_product, ((np.ones((2, 3)), matrices), (np.ones((3, 2)), matrices))),
    "check_product_chain": (lambda s: bool(check_product_chain(s)), (([(4, 3), (3, 2)], several),)),
    "shape_story": (lambda *a: len(shape_story(*a)), (((2, 3, 1), several), (True, scalar), (4, scalar))),
    "parameter_count": (parameter_count, (((2, 3, 1), several), (True, scalar))),
    "one_hot": (one_hot, (([0, 1, 2], several), (5, scalar))),
    "accuracy": (accuracy, ((XOR.Y, matrices), (XOR.Y, matrices))),
    "spirals": (
        lambda n, noise, rng: datasets.spirals(n, noise=noise, rng=rng).X,
        ((10, scalar), (0.1, scalar), (0, scalar)),
    ),
    "to_script": (to_script, ((None, scalar),)),
}


def numbers_in(value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    return all(np.isfinite(np.asarray(v, dtype=float)).all() for v in values if not isinstance(v, str | bool))


@pytest.mark.long
@pytest.mark.parametrize("name", CALLS)
def test_anything_works_or_is_refused_by_name(name: str) -> None:
    function, slots = CALLS[name]
    rng = np.random.default_rng(sum(name.encode()))
    worked = refused = 0
    for _ in range(ROUNDS // len(CALLS) * len(slots)):
        arguments = [bad(rng) if good is None else good_or(good, bad, rng) for good, bad in slots]
        before = copy.deepcopy([a for a in arguments if isinstance(a, np.ndarray | list)])
        message, result = "", 0.0
        try:
            result = function(*arguments)
        except ValueError as error:
            message = str(error)
        assert not message or ": expected " in message, (message, arguments)
        assert numbers_in(result), (result, arguments)
        refused, worked = refused + bool(message), worked + (not message)
        after = [a for a in arguments if isinstance(a, np.ndarray | list)]
        for a, b in zip(before, after, strict=True):
            if isinstance(a, np.ndarray) and a.dtype != object:
                np.testing.assert_array_equal(a, b)
    assert refused > 0
    assert worked > 0 or name == "to_script"


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (
            np.zeros((4, 2)),
            r"X: expected shape \(N, 3\), got shape \(4, 2\): weights\[0\] has shape \(4, 4\) = \(M \+ 1, Q\)",
        ),
        (np.zeros((0, 3)), "at least one row"),
        (np.zeros(3), r"got shape \(3,\): .*X\[None, :\]"),
        ([[1, 2, np.nan]], r"X: expected finite numbers \(as float64\), got nan at index \(0, 2\)"),
        ([[1, 2], [3]], "X: expected an array of numbers"),
        ([["1", "2", "3"]], "X: expected an array of real numbers, got a list of dtype"),
    ],
)
def test_messages_say_what_decided(X: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MLP((3, 4, 1), "sigmoid").forward(X)


@pytest.mark.parametrize(
    ("loss", "last", "Y", "message"),
    [
        ("bce", "sigmoid", [[1.5]], "Y: expected targets between 0 and 1, got 1.5"),
        ("bce", "sigmoid", [[-0.1]], "Y: expected targets between 0 and 1, got -0.1"),
        ("bce", "relu", [[1.0]], "loss: expected a last activation 'sigmoid' or 'softmax' with 'bce', got 'relu'"),
        ("softmax_cross_entropy", "softmax", [[0.5]], "Y: expected rows that sum to 1, got 0.5 in row 0"),
        ("softmax_cross_entropy", "linear", [[1.0]], "loss: expected a last activation"),
        ("mse", "relu", [[1.0, 2.0]], r"Y: expected shape \(1, 1\), got shape \(1, 2\): X has 1 rows"),
    ],
)
def test_targets_must_suit_the_loss(loss: str, last: str, Y: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MLP((2, 3, 1), ("tanh", last)).gradients([[1.0, 2.0]], Y, loss)


def test_strided_read_only_and_integer_inputs_give_the_numbers_of_plain_ones() -> None:
    big = np.arange(48.0).reshape(8, 6) % 5
    view = big[::2, ::3]
    plain = np.ascontiguousarray(view)
    targets = np.ones((4, 1))

    def losses(X: Any, Y: Any) -> Any:
        return fit(MLP((2, 3, 1), "tanh"), X, Y, iterations=5).losses

    expected = losses(plain, targets)
    for X in (view, plain.tolist(), plain.astype(int), np.asfortranarray(plain), read_only(plain.copy())):
        np.testing.assert_array_equal(losses(X, targets), expected)
    np.testing.assert_array_equal(losses(plain, [[True]] * 4), expected)
