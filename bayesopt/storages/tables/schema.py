"""The tables, described once for all databases.

What has to be unique is so by its digest, as texts may be longer than an index takes, and
databases differ in which texts they hold to be equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata

VERSION = 1

_TABLES = """
CREATE TABLE meta (
    name {short} PRIMARY KEY,
    value {text} NOT NULL
);
CREATE TABLE study (
    id {id},
    digest {digest} NOT NULL UNIQUE,
    name {text} NOT NULL,
    directions {text} NOT NULL,
    seed {text} NOT NULL,
    space {text},
    created {short} NOT NULL,
    next_number INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE attr (
    study INTEGER NOT NULL,
    digest {digest} NOT NULL,
    name {text} NOT NULL,
    value {text} NOT NULL,
    PRIMARY KEY (study, digest)
);
CREATE TABLE space (
    id {id},
    study INTEGER NOT NULL,
    digest {digest} NOT NULL,
    text {text} NOT NULL,
    UNIQUE (study, digest)
);
CREATE TABLE trial (
    study INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    attempt INTEGER NOT NULL,
    space INTEGER NOT NULL,
    params {text} NOT NULL,
    vals {text},
    error {text},
    started {short},
    ended {short},
    rest {text},
    revision INTEGER NOT NULL,
    finished INTEGER,
    worker {short},
    lease {real},
    claimed_until {real},
    PRIMARY KEY (study, number),
    CHECK (state <> 1 OR vals IS NOT NULL)
);
CREATE INDEX trial_revision ON trial (study, revision);
CREATE INDEX trial_waiting ON trial (study, state, number) WHERE state = 4;
CREATE INDEX trial_claimed ON trial (study, worker, claimed_until, lease)
    WHERE state = 0 AND worker IS NOT NULL;
CREATE TABLE attempt (
    study INTEGER NOT NULL,
    number INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    worker {short},
    started {short},
    ended {short},
    ending {short} NOT NULL,
    PRIMARY KEY (study, number, attempt)
);
CREATE TABLE version (
    study INTEGER NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    document {text} NOT NULL,
    PRIMARY KEY (study, number, revision)
)
"""
NAMES = ("meta", "study", "attr", "space", "trial", "attempt", "version")
OWNED = ("attr", "space", "trial", "attempt", "version")  # tables with a column `study`


@dataclass(frozen=True)
class Types:
    """What a database calls the types of columns.

    id : a number that is given out by itself, and the key. text : of any length. short : text of
    up to 255 characters. digest : 64 characters. real : float64.
    """

    id: str
    text: str
    short: str
    digest: str
    real: str


def tables(types: Types) -> Iterator[str]:
    """The statements that make the tables, one by one."""
    for statement in _TABLES.format_map(vars(types)).split(";"):
        yield statement.strip()


def digest(text: str) -> str:
    """What stands for `text` in indices."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def library_version() -> str:
    """The version of bayesopt that is installed."""
    try:
        return metadata.version("bayesopt")
    except metadata.PackageNotFoundError:
        return "unknown"
