"""Other optimisers, and ours, behind one ask/tell face."""

from benchmarks.peers.peer import Params, Peer, Ranges, Task
from benchmarks.peers.roster import ROSTER, available, create

__all__ = ["ROSTER", "Params", "Peer", "Ranges", "Task", "available", "create"]
