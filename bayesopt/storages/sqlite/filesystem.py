"""File systems on which SQLite's locks can be trusted, and others."""

import os
import re
from pathlib import Path

from bayesopt.errors import StoreUnreachable

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = {
    *("9p", "afs", "beegfs", "ceph", "cifs", "coda", "fhgfs", "gfs", "gfs2", "glusterfs", "gpfs"),
    *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "panfs", "pvfs2", "smb3", "smbfs"),
    *("sshfs", "vboxsf", "virtiofs", "vmhgfs"),
}
_ESCAPED = re.compile(r"\\(\d{3})")  # octal, as of the blanks in names of folders


def kind_of(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system that holds `path`, such as "ext4"; "" where nobody tells."""
    try:
        lines = mounts.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place, best, kind = os.path.realpath(path), "", ""
    for line in lines:
        fields, _, about = line.partition(" - ")
        root = _ESCAPED.sub(lambda m: chr(int(m[1], 8)), fields.split()[4])
        within = place == root or place.startswith(root.rstrip("/") + "/")
        if within and len(root) >= len(best):  # of two mounts in one place the later one counts
            best, kind = root, about.split()[0]
    return kind


def over_network(kind: str) -> bool:
    """Whether locks on a file system of that type may fail, or its memory is not shared."""
    return kind in _NETWORK or kind.startswith("fuse")


def refuse_network(path: Path, kind: str) -> None:
    """Raise StoreUnreachable if a file system of that type cannot be trusted."""
    if over_network(kind):
        raise StoreUnreachable(
            f"{path} is on {kind}, where SQLite files are known to break when several processes "
            f"write; use a local disk, a server (storage='postgresql://...'), or, for one process "
            f"at a time, SqliteStorage(path, allow_network_fs=True)"
        )
