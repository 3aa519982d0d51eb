"""Every optimum is what the formula says, and nothing on the box lies below it."""

import pickle

import numpy as np
import pytest
from scipy.optimize import minimize

from bayesopt.race.problems import UnknownName, mixed, problem, synthetic, tuning
from bayesopt.race.problems.catalogue import listing
from bayesopt.space import Int

FAMILIES = {
    f"{name}-{d}": family.at(d) for name, family in synthetic.FAMILIES.items() for d in (2, 5)
}
FUNCTIONS = {**synthetic.FUNCTIONS, **FAMILIES, "gold": synthetic.GOLD}

# Published minima (Surjanovic and Bingham), to the digits printed there.
PUBLISHED = {
    "branin": 0.397887,
    "camel": -1.0316,
    "cross-in-tray": -2.06261,
    "eggholder": -959.6407,
    "forrester": -6.02074,
    "goldstein-price": 3.0,
    "hartmann-3": -3.86278,
    "hartmann-6": -3.32237,
    "michalewicz-2": -1.8013,
    "michalewicz-5": -4.687658,
    "shekel": -10.5364,
    "styblinski-tang-5": -39.16599 * 5,
}
ZERO = (
    "ackley",
    "dixon-price",
    "griewank",
    "levy",
    "rastrigin",
    "rosenbrock",
    "schwefel",
    "sphere",
)


@pytest.mark.parametrize("name", PUBLISHED)
def test_minimum_is_the_published_one(name):
    # One unit of the last digit printed, 1e-3 relative to values in the hundreds.
    assert FUNCTIONS[name].minimum == pytest.approx(PUBLISHED[name], rel=5e-6, abs=5e-5)


@pytest.mark.parametrize("base", ZERO)
@pytest.mark.parametrize("d", [2, 7])
def test_minimum_is_zero(base, d):
    assert synthetic.FAMILIES[base].at(d).minimum == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_nothing_on_the_box_is_lower(name):
    function = FUNCTIONS[name]
    low, high = np.array(function.sides).T
    points = low + (high - low) * np.random.default_rng(0).random((20_000, len(low)))
    values = function.formula(points)
    best = points[np.argmin(values)]
    local = minimize(function.formula, best, method="L-BFGS-B", bounds=function.sides)
    least = min(values.min(), local.fun)
    assert least >= function.minimum - 1e-9 * max(1.0, abs(function.minimum))


@pytest.mark.parametrize("name", [name for name, f in FUNCTIONS.items() if len(f.sides) <= 2])
def test_dense_search_finds_the_minimum(name):
    function = FUNCTIONS[name]
    axes = [np.linspace(a, b, 501) for a, b in function.sides]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    starts = grid[np.argsort(function.formula(grid))[:5]]
    found = [
        minimize(function.formula, x, method="Nelder-Mead", bounds=function.sides).fun
        for x in starts
    ]
    # Nelder-Mead stops at 1e-4 in x and f.
    assert min(found) == pytest.approx(function.minimum, abs=2e-3)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_minimiser_is_inside(name):
    function = FUNCTIONS[name]
    assert all(
        low <= x <= high for x, (low, high) in zip(function.minimiser, function.sides, strict=True)
    )


@pytest.mark.parametrize("task", mixed.problems(), ids=lambda task: task.name)
def test_no_random_point_of_a_mixed_problem_beats_its_optimum(task):
    rng = np.random.default_rng(0)
    values = [task.function(task.space.decode(rng.random(len(task.space)))) for _ in range(2000)]
    assert min(values) >= task.optimum


def test_mixed_optima_are_attained():
    pairs = mixed._pair, mixed.MATERIALS, mixed.SHAPES
    at_centres = [
        mixed.switchboard(
            {"material": m, "shape": s}
            | {f"x{j}": float(x) for j, x in enumerate(mixed._centre(m, s))}
        )
        for m in pairs[1]
        for s in pairs[2]
    ]
    assert min(at_centres) == pytest.approx(mixed.switchboard_optimum(), abs=1e-12)
    every = [
        {"layers": layers, "units": 2 ** (9 - layers), "activation": a}
        | {
            "learning_rate": 10 ** (-1.5 - 0.5 * layers + 0.3 * k),
            "dropout": 0.1 + 0.1 * layers,
        }
        for layers in range(1, 5)
        for k, a in enumerate(mixed.ACTIVATIONS)
    ]
    assert all(mixed.NETWORK[n].contains(v) for row in every for n, v in row.items())
    best = min(mixed.network(row) for row in every)
    assert best == pytest.approx(mixed.network_optimum(), abs=1e-12)


def test_hartmann_categorical_optimum_by_all_levels_and_descent():
    def polished(cut):
        names = {f"c{j}": level for j, level in enumerate(cut)}

        def f(x):
            return mixed.hartmann_categorical(names | {f"x{j + 3}": x[j] for j in range(3)})

        return min(minimize(f, np.full(3, u), bounds=[(0, 1)] * 3).fun for u in (0.3, 0.6))

    levels = list(mixed.LEVELS)
    best = min(polished((a, b, c)) for a in levels for b in levels for c in levels)
    assert best == pytest.approx(problem("hartmann-6-categorical").optimum, abs=1e-6)


def test_pairs_optimum_is_unique_and_far_from_the_typical_value():
    names = mixed.PAIRS.names
    assert len(names) == 6 and {p.levels for p in mixed.PAIRS.values()} == {4}
    at_random = [
        mixed.pairs(mixed.PAIRS.decode(u)) for u in np.random.default_rng(0).random((500, 6))
    ]
    assert mixed.pairs_optimum() < np.mean(at_random) - 3 * np.std(at_random)


def test_whole_numbers():
    ints = problem("rosenbrock-3+int")
    assert all(isinstance(side, Int) for side in ints.space.values())
    assert ints.optimum == 0.0 == ints.function({"x0": 1, "x1": 1, "x2": 1})
    grid = [
        synthetic.FUNCTIONS["branin"].formula(np.array([a, b]))
        for a in range(-5, 11)
        for b in range(16)
    ]
    assert problem("branin+int").optimum == min(grid)
    assert problem("styblinski-tang-9+int").optimum is None  # 11 ** 9 points, minimum at -2.9


def test_logarithms_keep_the_landscape():
    logs, plain = problem("branin+log"), problem("branin")
    assert all(side.log for side in logs.space.values())
    u = np.array([0.3, 0.8])
    assert logs.function(logs.space.decode(u)) == pytest.approx(
        plain.function(plain.space.decode(u)), rel=1e-9
    )
    assert logs.optimum == plain.optimum


def test_noise_is_told_and_not_counted():
    noisy = problem("branin+noise=2")
    answers = [noisy.evaluate({"x0": 0.0, "x1": 0.0}, seed, 3) for seed in range(400)]
    errors = [answer.value - answer.truth for answer in answers]
    # 400 draws: the standard error of the std is 3.5 %, three of them are allowed.
    assert np.std(errors) == pytest.approx(2.0, rel=0.11)
    assert {answer.truth for answer in answers} == {problem("branin").function({"x0": 0, "x1": 0})}
    assert noisy.evaluate({"x0": 0.0, "x1": 0.0}, 7, 3) == answers[7]


def test_typical_noise_is_a_tenth_of_the_spread():
    rng = np.random.default_rng(1)
    branin = problem("branin")
    values = [branin.function(branin.space.decode(u)) for u in rng.random((4000, 2))]
    # 512 points know the standard deviation of a skewed function to about 10 %.
    assert problem("branin+noise").noise == pytest.approx(0.1 * np.std(values), rel=0.25)


def test_gold_is_to_be_maximised():
    gold = problem("gold")
    x = np.linspace(0, 6, 6001)
    land = 2 * (x - 3) * np.sin(x - 3) + 2 + 0.5 * x
    assert gold.maximize
    assert gold.optimum == pytest.approx(land.max(), abs=1e-5)
    assert gold.function({"x0": 1.0}) == pytest.approx(land[1000])


@pytest.mark.parametrize("task", tuning.problems(), ids=lambda task: task.name)
def test_tuning_tasks_are_pure(task):
    params = task.space.decode(np.full(len(task.space), 0.4))
    first = task.function(params)
    assert np.isfinite(first) and first == task.function(params)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("brannin", "none of that name"),
        ("rosenbrock", "Write rosenbrock-5"),
        ("rosenbrock-1", "needs 2 parameters"),
        ("branin+nose", "means nothing"),
        ("branin+int+log", "means nothing"),
        ("branin+noise=loud", "is no number"),
        ("pairs+int", "takes no '+int'"),
    ],
)
def test_unknown_names_list_what_exists(name, reason):
    with pytest.raises(UnknownName) as raised:
        problem(name)
    assert reason in str(raised.value) and listing() in str(raised.value)
    assert repr(name) in str(raised.value)


@pytest.mark.parametrize("name", ["branin+noise", "levy-8+log", "pairs", "svm-digits", "gold"])
def test_problems_travel_to_other_processes(name):
    task = problem(name)
    again = pickle.loads(pickle.dumps(task))
    params = task.space.decode(np.full(len(task.space), 0.3))
    assert again.evaluate(params, 1, 2) == task.evaluate(params, 1, 2)
