import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

def size(d: int) -> int: ...
def start(
    workspace: Doubles,
    x: Doubles,
    order: NDArray[np.intp],
    lower: Doubles,
    upper: Doubles,
    first: float,
) -> None: ...
def advance(
    workspace: Doubles,
    x: Doubles,
    order: NDArray[np.intp],
    f: Doubles,
    g: Doubles,
    lower: Doubles,
    upper: Doubles,
    gtol: float,
    ftol: float,
    max_evals: int,
) -> int: ...
def best(
    workspace: Doubles,
    x: Doubles,
    f: Doubles,
    evals: NDArray[np.intc],
    status: NDArray[np.intc],
) -> None: ...
