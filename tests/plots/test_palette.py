import numpy as np
import pytest

from bayesopt.plots import palette

ROLES = (
    palette.TRUTH,
    palette.BELIEF,
    palette.OBSERVATION,
    palette.NEXT,
    palette.ACQUISITION,
    *palette.METHODS.values(),
)


def rgb(colour):
    return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255


def test_every_role_has_a_colour_of_its_own():
    # the acquisition EI stands for Bayesian optimisation: these two share one
    assert len(set(ROLES)) == len(ROLES) - 1
    assert palette.METHODS["EI"] == palette.METHODS["Bayesian optimisation"]


def test_what_is_drawn_together_stays_apart_for_a_deuteranope():
    # Viénot et al. 1999: linear RGB seen without the middle cones
    seen = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
    together = [palette.TRUTH, palette.BELIEF, palette.OBSERVATION, palette.NEXT]
    together += [palette.ACQUISITION]
    colours = [seen @ rgb(colour) ** 2.2 for colour in together]
    for k, colour in enumerate(colours):
        for other in colours[:k]:
            # 0.05 of a unit cube: about five just-noticeable steps of lightness
            assert np.linalg.norm(colour - other) > 0.05


@pytest.mark.parametrize("colour, text", [("#FFFFFF", "black"), ("#000000", "white")])
def test_text_reads_on_its_ground(colour, text):
    assert palette.on_top_of(colour) == text


def test_slide_type_is_legible():
    sizes = [size for name, size in palette.SLIDES.items() if name.endswith("size")]
    assert min(size for size in sizes if not isinstance(size, tuple)) >= 14
    width, height = palette.SLIDE
    assert width / height == pytest.approx(16 / 9, rel=1e-3)
