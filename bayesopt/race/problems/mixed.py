"""Problems with choices, whole numbers and logarithms, their optima known by construction.

switchboard : 2 choices x 3 floats; every pair of choices has a landscape of its own.
hartmann-6-categorical : Hartmann-6 with three dimensions cut into five unordered levels.
pairs : 6 choices of 4, which act in pairs; no choice is good by itself.
network : a made-up training run: log float, float, log int, int and a choice.
"""

from functools import cache
from itertools import combinations, product

import numpy as np

from bayesopt.race.problems.functions import hartmann6
from bayesopt.race.problems.problem import Params, Problem
from bayesopt.space import Categorical, Float, FloatArray, Int, Space

GOLDEN = (5**0.5 - 1) / 2


def _scatter(k: int) -> float:
    """Number k of a fixed sequence that fills [0, 1) evenly, the same on every machine."""
    return k * GOLDEN % 1.0


# --- switchboard

MATERIALS = ("brass", "copper", "iron", "zinc")
SHAPES = ("flat", "round", "square")
SWITCHBOARD = Space(
    {
        "material": Categorical(MATERIALS),
        "shape": Categorical(SHAPES),
        **{f"x{j}": Float(0.0, 1.0) for j in range(3)},
    }
)


def _pair(material: str, shape: str) -> int:
    return MATERIALS.index(material) * len(SHAPES) + SHAPES.index(shape)


def _offset(material: str, shape: str) -> float:
    return _scatter(7 * _pair(material, shape) + 3)


def _centre(material: str, shape: str) -> FloatArray:
    k = _pair(material, shape)
    return np.array([0.15 + 0.7 * _scatter(5 * k + 11 * j + 1) for j in range(3)])


def switchboard(params: Params) -> float:
    """An offset per pair of choices, and a wavy bowl whose centre the pair decides."""
    material, shape = params["material"], params["shape"]
    away = np.array([params[f"x{j}"] for j in range(3)]) - _centre(material, shape)
    bowl = 4 * away**2 + 0.1 * (1 - np.cos(6 * np.pi * away))
    return _offset(material, shape) + float(bowl.sum())


def switchboard_optimum() -> float:
    """The least offset: the bowl is 0 at its centre and nowhere less."""
    return min(_offset(*pair) for pair in product(MATERIALS, SHAPES))


# --- hartmann-6-categorical

LEVELS = {"a": 0.5, "b": 0.1, "c": 0.9, "d": 0.3, "e": 0.7}
HARTMANN = Space(
    {f"c{j}": Categorical(LEVELS) for j in range(3)}
    | {f"x{j}": Float(0.0, 1.0) for j in range(3, 6)}
)
HARTMANN_MINIMISER = {
    "c0": "d",
    "c1": "b",
    "c2": "a",
    "x3": 0.2773411141,
    "x4": 0.3104845317,
    "x5": 0.6587346812,
}


def hartmann_categorical(params: Params) -> float:
    """Hartmann-6; the names of the levels hide their order."""
    cut = [LEVELS[params[f"c{j}"]] for j in range(3)]
    return float(hartmann6(np.array(cut + [params[f"x{j}"] for j in range(3, 6)])))


# --- pairs

DIALS = 6
POINTS = ("north", "east", "south", "west")
SETTINGS = len(POINTS)
PAIRS = Space({f"c{j}": Categorical(POINTS) for j in range(DIALS)})


@cache
def _tables() -> FloatArray:
    """Effect of every two settings (pairs, 4, 4), each row and column summing to 0."""
    count = DIALS * (DIALS - 1) // 2
    raw = np.array([_scatter(k * k + 1) for k in range(count * SETTINGS**2)])
    raw = raw.reshape(count, SETTINGS, SETTINGS)
    centred: FloatArray = raw - raw.mean(axis=1, keepdims=True)
    return np.asarray(centred - centred.mean(axis=2, keepdims=True))


def pair_values(settings: FloatArray) -> FloatArray:
    """Sum of the effects (n,) of settings (n, 6), numbered from 0."""
    chosen = settings.astype(int)
    effects = [
        table[chosen[:, i], chosen[:, j]]
        for table, (i, j) in zip(_tables(), combinations(range(DIALS), 2), strict=True)
    ]
    return np.asarray(np.sum(effects, axis=0))


def pairs(params: Params) -> float:
    """The sum over all pairs of dials."""
    row = [PAIRS[name].raw(params[name]) for name in PAIRS.names]
    return float(pair_values(np.array([row]))[0])


def pairs_optimum() -> float:
    """The least of all 4096 values."""
    every = np.array(list(product(range(SETTINGS), repeat=DIALS)))
    return float(pair_values(every).min())


# --- network

ACTIVATIONS = ("logistic", "relu", "tanh")
LAYERS = (1, 4)
NETWORK = Space(
    {
        "learning_rate": Float(1e-5, 1.0, log=True),
        "dropout": Float(0.0, 0.8),
        "units": Int(4, 512, log=True),
        "layers": Int(*LAYERS),
        "activation": Categorical(ACTIVATIONS),
    }
)


def _base_loss(activation: str, layers: int) -> float:
    return 0.2 + 0.3 * _scatter(4 * ACTIVATIONS.index(activation) + 3 * layers)


def network(params: Params) -> float:
    """A loss whose best rate, units and dropout depend on the layers and on each other."""
    layers, a = params["layers"], ACTIVATIONS.index(params["activation"])
    width = np.log2(params["units"]) - (9 - layers)
    rate = np.log10(params["learning_rate"]) + 1.5 + 0.5 * layers - 0.3 * a + 0.4 * width
    dropout = params["dropout"] - 0.1 - 0.1 * layers - 0.03 * width
    bends = 0.05 * width**2 + 0.2 * np.log1p(rate**2) + dropout**2
    return _base_loss(params["activation"], layers) + float(bends)


def network_optimum() -> float:
    """The least base loss: rate, units and dropout can all be right at once for any layers."""
    layers = range(LAYERS[0], LAYERS[1] + 1)
    return min(_base_loss(*pair) for pair in product(ACTIVATIONS, layers))


def problems() -> list[Problem]:
    """All of them."""
    return [
        Problem("switchboard", SWITCHBOARD, switchboard, switchboard_optimum()),
        Problem(
            "hartmann-6-categorical",
            HARTMANN,
            hartmann_categorical,
            hartmann_categorical(HARTMANN_MINIMISER),
        ),
        Problem("pairs", PAIRS, pairs, pairs_optimum()),
        Problem("network", NETWORK, network, network_optimum()),
    ]
