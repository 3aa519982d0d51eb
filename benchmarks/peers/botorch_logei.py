"""BoTorch as its tutorials use it: a GP with its defaults, log expected improvement, ascent."""

import math
from typing import Any, ClassVar

from benchmarks.peers.domain import Choice, Params, Side
from benchmarks.peers.peer import Peer, Task

INITIAL_POINTS = 10
RESTARTS = 10
RAW_SAMPLES = 512


class BotorchLogEI(Peer):
    """SingleTaskGP, default kernel and priors, standardised values, refitted at every ask.

    BoTorch is a toolkit and has no defaults for the loop. Set here: 10 scrambled Sobol points to
    begin with; inputs in the unit cube; LogExpectedImprovement over the best observed value;
    optimize_acqf with 10 restarts and 512 raw samples; float64. Whole numbers are relaxed and
    rounded, choices are one column each of which the highest wins: its own search over mixed
    spaces, optimize_acqf_mixed_alternating, took 20 s an ask on six parameters.
    """

    packages: ClassVar[tuple[str, ...]] = ("botorch", "gpytorch", "torch", "numpy", "scipy")

    def __init__(self, task: Task) -> None:
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(task.seed)
        self._domain = task.domain
        self._d = sum(width(side) for side in task.domain.values())
        self._sobol: Any = torch.quasirandom.SobolEngine(self._d, scramble=True, seed=task.seed)
        self._X: list[list[float]] = []
        self._y: list[float] = []

    def ask(self) -> Params:
        x = self._start() if len(self._y) < INITIAL_POINTS else self._search()
        params = {}
        for name, side in self._domain.items():
            params[name] = decode(side, x[: width(side)])
            x = x[width(side) :]
        return params

    def tell(self, params: Params, value: float) -> None:
        self.add(params, value)

    def add(self, params: Params, value: float) -> None:
        self._X.append(
            [u for name, side in self._domain.items() for u in encode(side, params[name])]
        )
        self._y.append(value)

    def _start(self) -> list[float]:
        import torch

        u: list[float] = self._sobol.draw(1, dtype=torch.float64)[0].tolist()
        return u

    def _search(self) -> list[float]:
        import torch
        from botorch.acquisition.analytic import LogExpectedImprovement
        from botorch.fit import fit_gpytorch_mll
        from botorch.models import SingleTaskGP
        from botorch.models.transforms import Standardize
        from botorch.optim.optimize import optimize_acqf
        from gpytorch.mlls import ExactMarginalLogLikelihood

        X = torch.tensor(self._X, dtype=torch.float64)
        Y = -torch.tensor(self._y, dtype=torch.float64)[:, None]  # BoTorch maximises
        model = SingleTaskGP(X, Y, outcome_transform=Standardize(m=1))
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        best, _ = optimize_acqf(
            LogExpectedImprovement(model, best_f=Y.max()),
            bounds=torch.tensor([[0.0] * self._d, [1.0] * self._d], dtype=torch.float64),
            q=1,
            num_restarts=RESTARTS,
            raw_samples=RAW_SAMPLES,
        )
        x: list[float] = best[0].tolist()
        return x


def width(side: Side) -> int:
    """Number of columns."""
    return len(side.choices) if isinstance(side, Choice) else 1


def encode(side: Side, value: Any) -> list[float]:
    """A column per choice; the place of a number in its range."""
    if isinstance(side, Choice):
        return [float(choice == value) for choice in side.choices]
    low, high, x = (math.log(v) if side.log else v for v in (side.low, side.high, value))
    return [(x - low) / (high - low)]


def decode(side: Side, u: list[float]) -> Any:
    """The value that columns stand for."""
    if isinstance(side, Choice):
        return side.choices[u.index(max(u))]
    low, high = (math.log(v) if side.log else v for v in (side.low, side.high))
    x = low + u[0] * (high - low)
    return side.cast(math.exp(x) if side.log else x)
