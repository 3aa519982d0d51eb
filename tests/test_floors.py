"""Imports point down only: the floors of docs/architecture.md, held by walking the sources."""

import ast
from pathlib import Path

import pytest

import bayesopt

ROOT = Path(bayesopt.__file__).parent

# A module stands on the floor of the longest prefix that matches its name.
FLOORS = {
    # 0: compiled; float64 in, float64 out
    "_core": 0,
    # 1: facts
    "absent": 1,
    "arguments": 1,
    "bounds": 1,
    "build": 1,
    "choices": 1,
    "constraints": 1,
    "created": 1,
    "curves": 1,
    "distributions": 1,
    "described": 1,
    "ends": 1,
    "errors": 1,
    "exceptions": 1,
    "fixed": 1,
    "frozen": 1,
    "columns": 1,
    "history": 1,
    "kept": 1,
    "lock": 1,
    "logging": 1,
    "params": 1,
    "priors": 1,
    "randomness": 1,
    "representation": 1,
    "same": 1,
    "search_space": 1,
    "space": 1,
    "suggesting": 1,
    "values": 1,
    # 2: numbers, and storages
    "acquisition": 2,
    "ascent": 2,
    "box": 2,
    "candidates": 2,
    "conditional": 2,
    "documents": 2,
    "evolution": 2,
    "feasibility": 2,
    "fronts": 2,
    "gp": 2,
    "hyperparameters": 2,
    "hypervolume": 2,
    "kernels": 2,
    "maximize": 2,
    "outliers": 2,
    "outputs": 2,
    "pareto": 2,
    "parzen": 2,
    "pathwise": 2,
    "posterior": 2,
    "quadratic": 2,
    "replicates": 2,
    "ridge": 2,
    "rules": 2,
    "score": 2,
    "storages": 2,
    "tables": 2,
    "unthreaded": 2,
    # 3: choices
    "pruners": 3,
    "samplers": 3,
    # 4: the loop
    "adding": 4,
    "amending": 4,
    "announcing": 4,
    "asking": 4,
    "asof": 4,
    "bar": 4,
    "checksums": 4,
    "executors": 4,
    "parallel": 4,
    "shipping": 4,
    "timelimit": 4,
    "dataframe": 4,
    "duplicates": 4,
    "visited": 4,
    "facts": 4,
    "findings": 4,
    "ledger": 4,
    "outcome": 4,
    "provenance": 4,
    "replay": 4,
    "replay.command": 5,
    "run": 4,
    "running": 1,
    "seen": 4,
    "settings": 4,
    "studies": 4,
    "study": 4,
    "telling": 4,
    "trial": 4,
    # 5: fronts
    "__main__": 5,
    "cli": 5,
    "demos": 5,
    "exchange": 5,
    "doctor": 5,
    "hyperopt": 5,
    "importance": 5,
    "integrations": 5,
    "plots": 5,
    "race": 5,
    "testing": 5,
    "visualization": 5,
    "worker": 5,
}
# What a floor may know although it stands as high, or higher, is forbidden all the same.
FORBIDDEN = {"storages": ("samplers", "gp", "acquisition", "maximize"), "samplers": ("storages",)}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
    if path != ROOT / "__init__.py"
}


def floor_of(module):
    parts = module.split(".")
    for k in range(len(parts), 0, -1):
        if ".".join(parts[:k]) in FLOORS:
            return FLOORS[".".join(parts[:k])]
    raise LookupError(f"{module} has no floor yet; add it to FLOORS")


def for_types_only(node):
    test = node.test
    return getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"


def statements(node):
    """All nodes below, without what only type checkers see."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and for_types_only(child):
            for other in child.orelse:
                yield other
                yield from statements(other)
        else:
            yield child
            yield from statements(child)


def named(node, module, is_package):
    """What an import statement names, in full."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    source = node.module or ""
    if node.level:
        parents = ["bayesopt", *module.split(".")]
        parents = parents[: len(parents) - node.level + is_package]
        source = ".".join([*parents, *source.split(".")]).rstrip(".")
    return [f"{source}.{alias.name}" for alias in node.names]


def imports(module, tree, is_package=False):
    """Modules of ours that `module` imports, wherever in its text."""
    for node in statements(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name in named(node, module, is_package):
                head, _, inner = name.partition(".")
                if head == "bayesopt":
                    yield inner


def resolved(name):
    """The module within `name`: bayesopt.space.Float is bayesopt.space."""
    parts = name.split(".")
    for k in range(len(parts), 0, -1):
        candidate = ".".join(parts[:k])
        if candidate in MODULES or candidate in FLOORS or candidate.startswith("_core"):
            return candidate
    return ""  # the package itself: its names may come from anywhere


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    path = MODULES[module]
    for name in imports(module, ast.parse(path.read_text()), path.name == "__init__.py"):
        target = resolved(name)
        family = module.split(".")[0]
        if not target:
            assert floor_of(module) == 5, f"{module} imports the package itself"
            continue
        assert floor_of(target) <= floor_of(module), f"{module} imports {target}, a floor above"
        assert target.split(".")[0] not in FORBIDDEN.get(family, ()), f"{module} knows {target}"


def test_only_numbers_know_the_core():
    for module, path in MODULES.items():
        for name in imports(module, ast.parse(path.read_text())):
            if name.startswith("_core"):
                assert floor_of(module) == 2, f"{module} imports {name}"


def test_every_floor_has_its_module():
    heads = {name.split(".")[0] for name in MODULES} | {"_core"}
    assert {name.split(".")[0] for name in FLOORS} <= heads


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import bayesopt.study", ["study"]),
        ("from bayesopt.study import Study", ["study.Study"]),
        ("from bayesopt import study", ["study"]),
        ("from . import run\nfrom .trial import Trial", ["run", "trial.Trial"]),
        ("def f():\n    if f:\n        from bayesopt import study", ["study"]),
        ("try:\n    import bayesopt.run\nexcept ImportError:\n    import numpy", ["run"]),
        ("if TYPE_CHECKING:\n    from bayesopt import study", []),
        ("if typing.TYPE_CHECKING:\n    import x\nelse:\n    import bayesopt.run", ["run"]),
    ],
)
def test_the_walk_finds_what_is_imported(text, found):
    assert list(imports("space", ast.parse(text))) == found
