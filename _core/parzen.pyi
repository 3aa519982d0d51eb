import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Slots = NDArray[np.int32]

def insert(
    table: Doubles,
    order: Slots,
    totals: Doubles,
    slot: int,
    size: int,
    continuous: int,
    narrowest: float,
    prior: bool,
    each: bool,
) -> None: ...
def remove(
    table: Doubles,
    order: Slots,
    totals: Doubles,
    slot: int,
    size: int,
    continuous: int,
    narrowest: float,
    prior: bool,
    each: bool,
) -> None: ...
def refresh(
    table: Doubles,
    order: Slots,
    totals: Doubles,
    used: int,
    size: int,
    continuous: int,
    narrowest: float,
    prior: bool,
    each: bool,
) -> None: ...
def weigh(
    table: Doubles,
    totals: Doubles,
    facts: Doubles,
    used: int,
    n: int,
    numeric: int,
    full: int,
    prior_weight: float,
) -> float: ...
def mass(table: Doubles, totals: Doubles, used: int, numeric: int, each: bool) -> float: ...
def draw(
    table: Doubles,
    totals: Doubles,
    facts: Doubles,
    used: int,
    numeric: int,
    each: bool,
    uniforms: Doubles,
    work: Doubles,
    out: Doubles,
) -> None: ...
def work_size(m: int) -> int: ...
def log_density(
    table: Doubles,
    totals: Doubles,
    facts: Doubles,
    used: int,
    continuous: int,
    numeric: int,
    X: Doubles,
    work: Doubles,
    alive: NDArray[np.int64],
    out: Doubles,
) -> None: ...
def best(
    table: Doubles,
    totals: Doubles,
    facts: Doubles,
    used: int,
    other_table: Doubles,
    other_totals: Doubles,
    other_facts: Doubles,
    other_used: int,
    continuous: int,
    numeric: int,
    X: Doubles,
    work: Doubles,
    alive: NDArray[np.int64],
) -> int: ...
