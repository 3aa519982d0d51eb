"""How algorithms suggest: one of our samplers, asked in Hyperopt's way.

An algorithm is a function of (new_ids, domain, trials, seed) that returns a document for each of
the ids; so that one's own can be passed to `fmin`, and can call these.
"""

from collections.abc import Callable, Hashable, Sequence

from bayesopt.hyperopt.documents import Document, new_misc
from bayesopt.hyperopt.domain import Domain
from bayesopt.hyperopt.mirror import Seeded
from bayesopt.hyperopt.trials import Trials
from bayesopt.samplers.base import Sampler

Algorithm = Callable[..., list[Document]]


def suggested(
    new_ids: Sequence[int],
    domain: Domain,
    trials: Trials,
    seed: int,
    make: Callable[..., Sampler],
    **settings: Hashable,
) -> list[Document]:
    """Documents with what the sampler `make(**settings)` suggests, one for each of `new_ids`."""
    mirror = trials.mirror(domain, seed)
    sampler = Seeded(mirror.sampler(make, **settings), seed)
    miscs = [new_misc(tid, mirror.ask(tid, domain, sampler), domain.params) for tid in new_ids]
    results = [domain.new_result() for _ in new_ids]
    return trials.new_trial_docs(new_ids, [None] * len(new_ids), results, miscs)
