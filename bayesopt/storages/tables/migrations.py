"""The way from older versions of the tables to this one."""

from collections.abc import Callable, Mapping

from bayesopt.errors import StoreCorrupt
from bayesopt.storages.tables.connections import Database
from bayesopt.storages.tables.schema import VERSION, Types

Step = Callable[[Database, Types], None]


class Migrations:
    """How tables come from each version to the next.

    steps : by the version that they start from. Each is done whole or not at all, except on
    MySQL, where a table once altered stays so: there a step must bear to be begun again.
    target : the version that this program reads and writes.
    """

    def __init__(self, steps: Mapping[int, Step], target: int) -> None:
        self.steps = steps
        self.target = target

    def after(self, version: int, where: str) -> list[tuple[int, Step]]:
        """What remains to be done from `version`: each step, and the version that it leads to.

        where : the file or server, for messages. Raises StoreCorrupt if there is no way.
        """
        missing = [k for k in range(version, self.target) if k not in self.steps]
        if missing or version < 1:
            raise StoreCorrupt(f"{where} has schema {version}, from which there is no way to now")
        return [(k + 1, self.steps[k]) for k in range(version, self.target)]


MIGRATIONS = Migrations({}, VERSION)  # there has been one version only
