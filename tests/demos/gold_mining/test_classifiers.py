import pytest

pytest.importorskip("sklearn")

from bayesopt.demos.gold_mining.classifiers import (
    FOREST,
    SVM,
    forest_accuracy,
    moons,
)


def test_a_fifth_is_held_out():
    A, B, a, b = moons()
    assert (len(A), len(B), len(a), len(b)) == (400, 100, 400, 100)


@pytest.mark.parametrize("trees, depth", [(3, 2), (17, 9), (30, 30)])
def test_a_grown_forest_is_one_fitted_at_once(trees, depth):
    from sklearn.ensemble import RandomForestClassifier

    A, B, a, b = moons()
    fresh = RandomForestClassifier(trees, max_depth=depth, random_state=0).fit(A, a)
    assert forest_accuracy(trees, depth) == fresh.score(B, b)


def test_forests_have_whole_numbers_of_trees():
    assert FOREST.space.size == 28 * 29
    assert FOREST.surface().z.shape == (29, 28)


def test_the_support_vector_machine_is_tuned_over_the_tutorials_ranges():
    gamma, C = SVM.space.values()
    assert (gamma.low, gamma.high, C.low, C.high) == (-6, 3, 0.01, 9)
    # gamma this large remembers the training points: no better than guessing
    assert SVM.accuracy(3.0, 1.0) < 0.6 < SVM.accuracy(-2.0, 4.0)
