"""The peers as entrants of `bayesopt.race`, whose reports, problems and tests then hold for them.

from bayesopt.race import race
peers = {name: PeerEntrant(name) for name in ("optuna-gp", "optuna-tpe", "botorch")}
race(["branin", "levy-8+noise"], {"gp": "gp", **peers}, out="out/peers", jobs=2)
"""

from dataclasses import dataclass

from bayesopt.errors import InvalidParameter
from bayesopt.race import Start
from bayesopt.space import Float
from benchmarks.peers.peer import Peer
from benchmarks.peers.roster import ROSTER


@dataclass(frozen=True)
class PeerEntrant:
    """The peer of that name in the roster, on problems whose parameters are plain floats."""

    name: str

    @property
    def packages(self) -> tuple[str, ...]:
        return ROSTER[self.name].load().packages

    def enter(self, start: Start) -> Peer:
        ranges = {}
        for name, side in (start.space or {}).items():
            if not isinstance(side, Float) or side.log or side.step:
                raise InvalidParameter(f"{self.name} knows ranges of floats only, not {side}")
            ranges[name] = (side.low, side.high)
        return ROSTER[self.name].load()(ranges, start.seed)
