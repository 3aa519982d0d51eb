"""Random numbers keyed by study, trial and stream."""

import pickle

import numpy as np
import pytest
from numpy.random import Generator, Philox

from bayesopt.randomness import generator, new_seed


@pytest.mark.parametrize("seed", [0, 5, -3, 2**63, 2**200 + 17])
@pytest.mark.parametrize("number", [0, 7, 2**60])
def test_it_is_philox_of_this_key_and_counter(seed, number):
    plain = Generator(Philox(key=seed % 2**127, counter=number << 64))
    np.testing.assert_array_equal(generator(seed, number).random(9), plain.random(9))


def test_same_key_same_numbers_other_key_others():
    first = generator(1, 2, "x").random(4)
    np.testing.assert_array_equal(generator(1, 2, "x").random(4), first)
    for other in (
        generator(2, 2, "x"),
        generator(1, 3, "x"),
        generator(1, 2, "y"),
        generator(1, 2),
    ):
        assert not np.isin(other.random(4), first).any()


def test_trials_do_not_overlap_however_much_one_draws():
    long = generator(1, 0).random(100_000)
    assert not np.isin(generator(1, 1).random(1000), long).any()


def test_streams_may_have_any_name():
    names = ["", "a", "é", "\0", "\ud800", "x" * 10**6]
    assert len({generator(1, 1, name).random() for name in names}) == len(names)


def test_numbers_are_uniform_across_trials():
    draws = np.array([generator(3, number).random() for number in range(4000)])
    # mean of 4000 uniforms: std 0.2887 / sqrt(4000) = 0.0046; five of them
    assert draws.mean() == pytest.approx(0.5, abs=0.023)
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 0.08  # five times 1 / sqrt(4000)


def test_generators_can_be_sent_to_other_processes():
    rng = generator(1, 2)
    rng.random(3)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(rng)).random(5), rng.random(5))


def test_spawned_generators_are_reproducible_and_independent():
    def spawned(number):
        rng = generator(1, number)
        return [child.random() for child in [*rng.spawn(2), *rng.spawn(1)]]

    assert spawned(2) == spawned(2)
    assert len({*spawned(2), *spawned(3), generator(1, 2).random()}) == 7


def test_new_seeds_differ_and_fit_a_signed_64_bit_number():
    seeds = {new_seed() for _ in range(100)}
    assert len(seeds) == 100
    assert all(0 <= seed < 2**63 for seed in seeds)
