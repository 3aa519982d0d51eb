"""Run Optuna's own tests against bayesopt in place of Optuna, and report the share that passes.

    git clone https://github.com/optuna/optuna /tmp/optuna
    python tests/parity/optunas_own.py /tmp/optuna
    python tests/parity/optunas_own.py /tmp/optuna --failures     # and why the others fail

Tests are read from the checkout and run as they are, with `optuna` standing for `bayesopt`. Those
that use more than Optuna's public surface are left out and counted:

- private: a name or attribute that begins with an underscore, a patched module, or a class of
  Optuna's plug-in contracts for samplers, pruners and storages, which are others here;
- storages: what is parametrised over storages runs on the one in memory.
"""

import argparse
import ast
import importlib
import importlib.abc
import importlib.machinery
import inspect
import sys
import textwrap
import types
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

FILES = (
    "tests/study_tests",
    "tests/trial_tests",
    "tests/pruners_tests",
    "tests/search_space_tests",
    "tests/test_callbacks.py",
    "tests/test_distributions.py",
    "tests/test_logging.py",
)
PLUG_INS = {"BaseSampler", "BasePruner", "BaseStorage", "DeterministicSampler"}
PLUG_INS |= {"DeterministicPruner", "RDBStorage", "JournalStorage", "_CachedStorage"}
PLUG_INS |= {"infer_relative_search_space", "sample_relative", "before_trial", "after_trial"}
MOCKS = {"patch", "mock", "Mock", "MagicMock"}


class Absent:
    """A name that bayesopt has not; using it says so."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *args, **kwargs):
        raise AttributeError(f"bayesopt has no {self.__name__}")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self.__name__}.{name}")

    def __mro_entries__(self, bases):
        return (object,)


class Stand(types.ModuleType):
    """A module of Optuna's, answering with bayesopt's names."""

    def __init__(self, name, ours):
        super().__init__(name)
        self.__path__ = []
        self._ours = ours

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        inner = f"{self.__name__}.{name}"
        if inner in sys.modules:
            return sys.modules[inner]
        try:
            found = getattr(self._ours, name)
        except (AttributeError, ImportError):
            return Absent(inner)
        return importlib.import_module(inner) if inspect.ismodule(found) else found


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `optuna.x` in `bayesopt.x`, and `optuna.testing` in the checkout."""

    def __init__(self, checkout):
        self.checkout = checkout

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] != "optuna":
            return None
        if name.startswith("optuna.testing") and name != "optuna.testing.storages":
            place = self.checkout / name.replace(".", "/")
            source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
            folders = [str(place)] if place.is_dir() else None
            return importlib.util.spec_from_file_location(
                name, source, submodule_search_locations=folders
            )
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        if spec.name == "optuna.testing.storages":
            return storages_in_memory(spec.name)
        try:
            name = spec.name.replace("optuna.study.study", "optuna.study")  # the same, inside
            ours = importlib.import_module("bayesopt" + name.removeprefix("optuna"))
        except ImportError:
            ours = None
        return Stand(spec.name, ours)

    def exec_module(self, module):
        pass


def storages_in_memory(name):
    from bayesopt.storages import InMemoryStorage

    @contextmanager
    def supplier(specifier, **options):
        yield InMemoryStorage()

    module = types.ModuleType(name)
    module.STORAGE_MODES = ["inmemory"]
    module.StorageSupplier = supplier
    return module


def private(function, namespace, seen=None):
    """Whether a test, or a function of its module that it calls, uses what is not public."""
    seen = set() if seen is None else seen
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError):
        return False
    for node in ast.walk(tree):
        name = getattr(node, "attr", getattr(node, "id", getattr(node, "name", None)))
        if not isinstance(name, str):
            continue
        if name in PLUG_INS | MOCKS:
            return True
        attribute = isinstance(node, ast.Attribute)
        hidden = name.startswith("_") and not name.startswith("__") and len(name) > 1
        if hidden and (attribute or isinstance(namespace.get(name), Absent | None)):
            return True
        inner = namespace.get(name)
        local = inspect.isfunction(inner) or inspect.isclass(inner)
        if local and inner.__module__ == namespace.get("__name__") and name not in seen:
            seen.add(name)
            if private(inner, namespace, seen):
                return True
    return False


class Tally:
    """What came of each test."""

    def __init__(self):
        self.left_out = 0
        self.outcomes = {}
        self.reasons = {}

    def pytest_collection_modifyitems(self, config, items):
        public = [item for item in items if not private(item.function, vars(item.module))]
        self.left_out = len(items) - len(public)
        items[:] = public

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.failed:
            self.outcomes[report.nodeid] = report.outcome
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            text = crash.message if crash else str(report.longrepr)
            self.reasons[report.nodeid] = text.splitlines()[0][:110]

    def report(self, failures):
        folders = Counter()
        for test, outcome in self.outcomes.items():
            folders[test.partition("::")[0], outcome] += 1
        for file in sorted({file for file, _ in folders}):
            passed = folders[file, "passed"]
            total = passed + folders[file, "failed"]
            print(f"{passed:5d} of {total:4d}  {file}")
        outcomes = Counter(self.outcomes.values())
        total = outcomes["passed"] + outcomes["failed"]
        share = outcomes["passed"] / max(total, 1)
        print(f"{outcomes['passed']:5d} of {total:4d}  pass: {share:.1%} of the public tests")
        print(f"{self.left_out:5d}          left out as private; {outcomes['skipped']} skipped")
        if failures:
            for test, reason in sorted(self.reasons.items()):
                print(f"{test}\n    {reason}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("checkout", type=Path, help="folder of a checkout of Optuna")
    parser.add_argument("--failures", action="store_true", help="say why tests fail")
    arguments = parser.parse_args()
    checkout = arguments.checkout.resolve()
    sys.meta_path.insert(0, Finder(checkout))
    sys.path.insert(0, str(checkout))
    tally = Tally()
    options = ["-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", "--no-summary"]
    options += ["--rootdir", str(checkout), "-c", "/dev/null", "--import-mode=importlib"]
    options += ["-W", "ignore", "--continue-on-collection-errors", "-o", "timeout=60"]
    files = [str(checkout / file) for file in FILES if (checkout / file).exists()]
    pytest.main([*options, *files], plugins=[tally])
    tally.report(arguments.failures)


if __name__ == "__main__":
    main()
