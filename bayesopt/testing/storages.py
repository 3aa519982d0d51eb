"""What every storage must do, as a class of tests to inherit."""

import sys
from collections.abc import Callable, Iterator

import pytest

from bayesopt.storages import Storage, TrialLog
from bayesopt.testing.changes import ChangeTests
from bayesopt.testing.claims import ClaimTests
from bayesopt.testing.kit import FACTS
from bayesopt.testing.lasting import LastingTests
from bayesopt.testing.numbers import NumberTests
from bayesopt.testing.results import ResultTests
from bayesopt.testing.studies import NameTests


class StorageTests(NameTests, NumberTests, ResultTests, ClaimTests, ChangeTests, LastingTests):
    """Tests of the contract of `bayesopt.storages.Storage`, for pytest.

    Inherit it and give the fixture `storage`, an empty storage; if it outlasts its object, also
    `reopen`, a function that opens the same storage once more:

        class TestMyStorage(StorageTests):
            @pytest.fixture
            def storage(self, tmp_path):
                return MyStorage(tmp_path / "studies")

            @pytest.fixture
            def reopen(self, tmp_path):
                return lambda: MyStorage(tmp_path / "studies")

    Races of threads are smaller where `effort = 0.1` say is set in the class.
    """

    @pytest.fixture
    def storage(self) -> Storage:
        """An empty storage; to be given."""
        raise NotImplementedError("give a fixture `storage` that returns an empty storage")

    @pytest.fixture
    def reopen(self) -> Callable[[], Storage]:
        """Opens the same storage once more; to be given where there is such a thing."""
        pytest.skip("this storage does not outlast its object")

    @pytest.fixture
    def log(self, storage: Storage) -> TrialLog:
        """A new study's log."""
        return storage.create(FACTS)

    @pytest.fixture(autouse=True)
    def _threads_that_change_often(self) -> Iterator[None]:
        """Races that a switch every 5 ms would hide."""
        before = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        yield
        sys.setswitchinterval(before)
