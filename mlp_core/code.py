"""How a rule is written in programs for NumPy, PyTorch and Keras, and in words: the parts of a record for others."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ActivationCode:
    """An activation in programs.

    numpy and slope are expressions, f(s) from the weighted sums `s` and f'(s) from the values `a` = f(s). Where the
    plain expression overflows for large sums, `stable` is the body of a function of `s` that does not. For one that is
    not elementwise, slope is the Jacobian and `carry` the error ∂L/∂s from the error `delta` = ∂L/∂a.
    torch is a layer ("" for none); keras is what a Dense layer is given as its `activation`.
    """

    numpy: str
    slope: str
    torch: str
    keras: str
    stable: str = ""
    carry: str = ""

    @property
    def body(self) -> str:
        """The lines of a NumPy function of `s` that is right for every s."""
        return self.stable or f"return {self.numpy}"


@dataclass(frozen=True)
class LossCode:
    """A loss in programs, as expressions in `outputs` and `Y`, both (N, P).

    numpy is the loss and derivative ∂L/∂ỹ. torch and keras are expressions of the same names. library is what
    PyTorch and Keras call a loss of this kind, where they have it ready: an object of (outputs, targets).
    """

    numpy: str
    derivative: str
    torch: str
    keras: str
    library: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PairCode:
    """A loss together with the last activation that fits it, as expressions in that layer's weighted sums `s` and `Y`.

    numpy is the loss and error ∂L/∂s, which may use `outputs` too. library: as in LossCode, of (s, targets); torch and
    keras are expressions where there is none. helpers: for NumPy, PyTorch and Keras the functions that these call.
    """

    numpy: str
    error: str
    torch: str = ""
    keras: str = ""
    library: Mapping[str, str] = field(default_factory=dict)
    helpers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LossWords:
    """A loss as readers meet it, in plain text.

    title names it in menus. whole is its formula in Ỹ and Y, error the derivative at the outputs. term and slope are
    the same for one output {o} with its target {t}, with N = {n} and P = {p}, for numbers to be filled in.
    """

    title: str
    whole: str
    error: str
    term: str
    slope: str


@dataclass(frozen=True)
class LibraryCall:
    """A call such as torch.optim.SGD(…) whose arguments are templates of the rule's settings.

    defaults are the arguments that the library takes when it is told nothing; these are not written. remark: in what
    it differs from the book, for a comment.
    """

    name: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""

    def write(self, first: str, settings: Mapping[str, float]) -> str:
        """The call with `first` as its first arguments."""
        values = {key: template.format(**settings) for key, template in self.arguments.items()}
        written = [f"{key}={value}" for key, value in values.items() if self.defaults.get(key) != value]
        return f"{self.name}({', '.join([first, *written])})"


@dataclass(frozen=True)
class OptimizerCode:
    """An update rule in programs.

    numpy: the lines for weight matrix number l and its gradients[l], at iteration i, with learning_rate and the
    settings as {placeholders}. state: the lists of zeros, one for each weight matrix, that these lines read.
    torch and keras: the optimizer that does the same.
    """

    numpy: str
    state: tuple[str, ...]
    torch: LibraryCall
    keras: LibraryCall
