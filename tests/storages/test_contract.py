"""Our storages keep the contract; one of a server is one more class here."""

import pytest

from bayesopt.storages import InMemoryStorage
from bayesopt.storages.sqlite import SqliteStorage
from bayesopt.storages.urls import resolved
from bayesopt.testing import StorageTests


class TestMemory(StorageTests):
    @pytest.fixture
    def storage(self):
        return InMemoryStorage()


class TestSqlite(StorageTests):
    @pytest.fixture
    def storage(self, tmp_path):
        return SqliteStorage(tmp_path / "study.db")

    @pytest.fixture
    def reopen(self, tmp_path):
        return lambda: SqliteStorage(tmp_path / "study.db")


class TestServer(StorageTests):
    effort = 0.1

    @pytest.fixture
    def storage(self, url):
        return resolved(url)

    @pytest.fixture
    def reopen(self, url):
        return lambda: resolved(url)
