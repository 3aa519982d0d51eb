"""BoTorch as its tutorials use it: SingleTaskGP, log expected improvement, multi-start ascent."""

from typing import Any, ClassVar

from benchmarks.peers.peer import Params, Peer, Ranges

INITIAL_POINTS = 10
RESTARTS = 10
RAW_SAMPLES = 512


class BotorchLogEI(Peer):
    """SingleTaskGP, default kernel and priors, standardised values, refitted at every ask.

    BoTorch is a toolkit and has no defaults for the loop. Set here: 10 scrambled Sobol points to
    begin with; inputs in the unit cube; LogExpectedImprovement over the best observed value;
    optimize_acqf with 10 restarts and 512 raw samples; float64.
    """

    packages: ClassVar[tuple[str, ...]] = ("botorch", "gpytorch", "torch", "numpy", "scipy")

    def __init__(self, ranges: Ranges, seed: int) -> None:
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(seed)
        self._names = list(ranges)
        low, high = zip(*ranges.values(), strict=True)
        self._low = torch.tensor(low, dtype=torch.float64)
        self._width = torch.tensor(high, dtype=torch.float64) - self._low
        sobol: Any = torch.quasirandom.SobolEngine  # shipped without types
        self._sobol = sobol(len(ranges), scramble=True, seed=seed)
        self._X: list[list[float]] = []
        self._y: list[float] = []

    def ask(self) -> Params:
        import torch

        u = self._start() if len(self._y) < INITIAL_POINTS else self._search()
        x = torch.clamp(self._low + u * self._width, self._low, self._low + self._width)
        return dict(zip(self._names, x.tolist(), strict=True))

    def tell(self, params: Params, value: float) -> None:
        self.add(params, value)

    def add(self, params: Params, value: float) -> None:
        self._X.append([params[name] for name in self._names])
        self._y.append(value)

    def _start(self) -> Any:
        import torch

        return self._sobol.draw(1, dtype=torch.float64)[0]

    def _search(self) -> Any:
        import torch
        from botorch.acquisition.analytic import LogExpectedImprovement
        from botorch.fit import fit_gpytorch_mll
        from botorch.models import SingleTaskGP
        from botorch.models.transforms import Standardize
        from botorch.optim.optimize import optimize_acqf
        from gpytorch.mlls import ExactMarginalLogLikelihood

        X = (torch.tensor(self._X, dtype=torch.float64) - self._low) / self._width
        Y = -torch.tensor(self._y, dtype=torch.float64)[:, None]  # BoTorch maximises
        model = SingleTaskGP(X, Y, outcome_transform=Standardize(m=1))
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        best, _ = optimize_acqf(
            LogExpectedImprovement(model, best_f=Y.max()),
            bounds=torch.stack([torch.zeros_like(self._low), torch.ones_like(self._low)]),
            q=1,
            num_restarts=RESTARTS,
            raw_samples=RAW_SAMPLES,
        )
        return best[0]
