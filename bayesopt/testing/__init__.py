"""Tests for those who write parts of their own: a storage that passes them works."""

from bayesopt.testing.storages import StorageTests

__all__ = ["StorageTests"]
