"""The errors that readers meet most come with the way out, in a process and in this one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from widgets.code.runner import hints
from widgets.code.runner.limits import Limits
from widgets.code.runner.process import Worker

QUICK = Limits(seconds=8)
KERAS = "from mlp_core import MLP, fit, datasets\nd = datasets.xor()\nnet = MLP((2, 3, 1), 'tanh')\n"
ADVICE = {
    "%matplotlib inline": "a notebook's command, not Python",
    "!pip install scipy": "a notebook's command, not Python",
    "print?": "a notebook's command, not Python",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])": "Altair draws charts here",
    "plt.show()": "Altair draws charts here",
    "import scipy.special": "a sigmoid is 1 / (1 + np.exp(-s))",
    "import torch": "with NumPy, or mlp_core",
    "import nonsense": "Cells have NumPy, Altair",
    "print(open('data.csv').read())": "There are no files here: write the numbers into the cell",
    "x = 3 − 1": "The sign − comes from a printed text or a word processor. In Python it is written -.",
    "print(“hello”)": 'In Python it is written ".',
    "x = 3\nx²": "In Python it is written **2.",
    "x =\u00a03": "The sign U+00A0 comes from",
    "import numpy as np\ns = np.ones(2)\n1 - np.tanh(s)^2": "A power is written ** in Python",
    "if True:\n\tx = 1\n        y = 2": "Python wants one of them throughout: spaces.",
    KERAS + "fit(net, d.X, d.Y, lr=0.1, epochs=10)": "Here it is called learning_rate.",
    KERAS + "fit(net, d.X, d.Y, epochs=10)": "Here it is called iterations.",
    KERAS + "net(d.X)": "net.predict(X) gives the outputs",
    KERAS + "net.fit(d.X, d.Y)": "Training is a function: fit(net, X, Y",
    "from mlp_core import datasets\nX, Y = datasets.xor()": "A data set has its parts by name: data.X, data.Y.",
    "nobody_made_this": "Cells share their variables",
}


@pytest.fixture(name="worker", scope="module")
def _worker() -> Iterator[Worker]:
    worker = Worker()
    yield worker
    worker.close()


@pytest.mark.parametrize("code", ADVICE)
def test_an_error_comes_with_the_way_out(worker: Worker, code: str) -> None:
    failure = worker.run(code, cell="first", limits=QUICK).failure
    assert failure is not None
    assert ADVICE[code] in failure.hint, (failure, failure.hint)


def test_a_name_that_an_import_gives_is_told() -> None:
    worker = Worker()
    try:
        failure = worker.run("np.ones(3)", cell="first", limits=QUICK).failure
    finally:
        worker.close()
    assert failure is not None
    assert failure.hint == "NumPy has this name after import numpy as np."


@pytest.mark.long
def test_memory_that_is_used_up_is_told_in_a_sentence() -> None:
    worker = Worker()
    try:
        failure = worker.run("s = 'x'\nwhile True:\n    s += s", cell="first", limits=QUICK).failure
    finally:
        worker.close()
    assert failure is not None
    assert "memory" in failure.message + failure.hint


def test_a_file_that_is_read_makes_no_noise(worker: Worker) -> None:
    worker.run("open('note.txt', 'w').write('hello')", cell="first", limits=QUICK)
    outcome = worker.run("print(open('note.txt').read())", cell="first", limits=QUICK)
    assert outcome.printed == "hello\n"


def test_an_answer_to_an_exercise_stands_on_its_own(worker: Worker) -> None:
    worker.run("warm_up = 1", cell="first", limits=QUICK)
    failure = worker.run("warm_up + 1", cell="tanh", limits=QUICK, exercise="tanh").failure
    assert failure is not None
    assert failure.hint == hints.ALONE
