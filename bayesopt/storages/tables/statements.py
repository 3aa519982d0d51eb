"""The statements of a study's log, and its rows.

They are written for SQLite, in words that servers know too; see Dialect for what is rewritten.
"""

from bayesopt.documents.trials import TrialRow

# A trial's columns, in the order of TrialRow, its space by the text.
_COLUMNS = "state, attempt, space, params, vals, error, started, ended, rest"
_READ = (
    "t.number, t.state, t.attempt, s.text, t.params, t.vals, t.error, t.started, t.ended, t.rest"
)
_FROM = "FROM trial t JOIN space s ON s.id = t.space WHERE t.study = ?"

FACTS = "name, directions, seed, space, created"
NAMES = "SELECT name FROM study ORDER BY id"
STUDY_ID = "SELECT id FROM study WHERE digest = ?"
STUDY = f"SELECT id, {FACTS} FROM study WHERE digest = ?"
NEW_STUDY = f"INSERT INTO study (digest, {FACTS}) VALUES (?, ?, ?, ?, ?, ?)"

COUNTERS = "SELECT revision, next_number FROM study WHERE id = ?"
COUNT = "UPDATE study SET revision = ?, next_number = ? WHERE id = ?"

# one statement, so that both are of one moment
SINCE = f"""
SELECT u.revision, COALESCE(t.finished, t.revision), {_READ}
FROM study u LEFT JOIN trial t ON t.study = u.id AND t.revision > ?
LEFT JOIN space s ON s.id = t.space WHERE u.id = ?
"""
ONE = f"SELECT {_READ} {_FROM} AND t.number = ?"
STATUS = "SELECT state, attempt, worker FROM trial WHERE study = ? AND number = ?"
FIRST_WAITING = "SELECT number FROM trial WHERE study = ? AND state = 4 ORDER BY number LIMIT 1"
CLAIMS = """
SELECT worker, MIN(claimed_until), MAX(claimed_until - lease) FROM trial
WHERE study = ? AND state = 0 AND worker IS NOT NULL GROUP BY worker
"""
CLAIMED = (
    "SELECT number, claimed_until FROM trial WHERE study = ? AND state = 0 AND worker = ? "
    "ORDER BY number"
)
RENEW = "UPDATE trial SET claimed_until = ? + lease WHERE study = ? AND state = 0 AND worker = ?"

INSERT = f"""
INSERT INTO trial (study, number, {_COLUMNS}, revision, finished, worker, lease, claimed_until)
VALUES ({", ".join("?" * (2 + len(TrialRow._fields) + 5))})
"""
UPDATE = f"""
UPDATE trial SET {", ".join(f"{name.strip()} = ?" for name in _COLUMNS.split(","))},
    revision = ?, finished = COALESCE(finished, ?), claimed_until = ? + lease
WHERE study = ? AND number = ?
"""
CLAIM = "UPDATE trial SET worker = ?, lease = ?, claimed_until = ? WHERE study = ? AND number = ?"

SPACE_ID = "SELECT id FROM space WHERE study = ? AND digest = ?"
NEW_SPACE = "INSERT INTO space (study, digest, text) VALUES (?, ?, ?)"

LOST = "SELECT COUNT(*) FROM attempt WHERE study = ? AND number = ? AND ending = 'lost'"
NEW_ATTEMPT = "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?)"
NO_ATTEMPT = "DELETE FROM attempt WHERE study = ? AND number = ? AND attempt = ?"
ATTEMPTS = """
SELECT attempt, worker, started, ended, ending FROM attempt
WHERE study = ? AND number = ? ORDER BY attempt
"""
NEW_VERSION = "INSERT INTO version VALUES (?, ?, ?, ?)"
VERSIONS = (
    "SELECT revision, document FROM version WHERE study = ? AND number = ? ORDER BY revision"
)
ATTRS = "SELECT name, value FROM attr WHERE study = ?"
NO_ATTR = "DELETE FROM attr WHERE study = ? AND digest = ?"
NEW_ATTR = "INSERT INTO attr (study, digest, name, value) VALUES (?, ?, ?, ?)"
