"""Servers that last for the run, and databases that last for a test."""

import secrets

import pytest

from bayesopt.storages.urls import resolved
from tests.storages import servers


def running(start):
    try:
        server = start()
    except servers.Unavailable as reason:
        pytest.skip(str(reason))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server."""
    yield from running(servers.postgres)


@pytest.fixture(scope="session")
def mariadb():
    """A MariaDB server."""
    yield from running(servers.mariadb)


@pytest.fixture(params=["postgres", "mariadb"])
def server(request):
    """Each server in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def new_url(server):
    """An empty database on it, without tables."""
    new_url = new_database(server)
    yield new_url
    name = new_url.rpartition("/")[2]
    force = " WITH (FORCE)" if server.scheme == "postgresql" else ""
    servers.execute(server, f"DROP DATABASE {name}{force}")


def new_database(server):
    name = f"t{secrets.token_hex(6)}"
    servers.execute(server, f"CREATE DATABASE {name}")
    return server.url(name)


@pytest.fixture(scope="session")
def lasting_urls():
    """By server: a database that many tests use, each leaving it empty."""
    return {}


@pytest.fixture
def url(server, lasting_urls):
    """A database with tables and no studies, which is faster to come by than a new one."""
    if server not in lasting_urls:
        lasting_urls[server] = new_database(server)
    yield lasting_urls[server]
    storage = resolved(lasting_urls[server])
    for name in storage.names():
        storage.delete(name)
    storage.close()
