import matplotlib
import numpy as np
import pytest
from PIL import Image

from bayesopt import plots
from bayesopt.demos.gold_mining.gallery import Gallery, legend, slide, slides
from bayesopt.demos.gold_mining.land import FIELD
from bayesopt.plots import palette


@pytest.fixture
def figures():
    with slides():
        return [slide(f"iteration {k}") for k in range(3)]


def test_a_picture_is_a_slide(tmp_path, figures):
    Gallery(tmp_path).save(figures[0], "one")
    with Image.open(tmp_path / "one.png") as image:
        width, height = image.size
    assert width >= 1500 and width / height == pytest.approx(16 / 9, rel=1e-2)
    assert not (tmp_path / "one.svg").exists()


def test_svg_comes_beside_png(tmp_path, figures):
    Gallery(tmp_path, svg=True).save(figures[0], "one")
    assert "<svg" in (tmp_path / "one.svg").read_text(encoding="utf-8")


def test_a_series_is_a_picture_and_a_frame_for_each_iteration(tmp_path, figures):
    ticks = []
    Gallery(tmp_path, tick=lambda: ticks.append(1)).series(figures, "many")
    assert len(ticks) == 3
    assert len(list((tmp_path / "many").glob("iteration-*.png"))) == 3
    with Image.open(tmp_path / "many.gif") as gif:
        assert gif.n_frames == 3
        assert gif.info["loop"] == 0


def test_frames_keep_the_colours_of_small_things(tmp_path, figures):
    axes = figures[0].subplots()
    plots.plot_surface(FIELD.surface(40), ax=axes)
    plots.plot_next_point(3.0, 3.0, ax=axes)
    Gallery(tmp_path).series(figures[:1], "one")
    with Image.open(tmp_path / "one.gif") as gif:
        colours = np.asarray(gif.convert("RGB")).reshape(-1, 3).astype(int)
    wanted = [int(palette.NEXT[k : k + 2], 16) for k in (1, 3, 5)]
    # an octree rounds each channel by a few of its 256 steps
    assert np.abs(colours - wanted).max(axis=1).min() <= 8


def test_a_legend_names_each_thing_once(figures):
    axes = figures[0].subplots(1, 2)
    for ax in axes:
        ax.plot([0, 1], label="truth")
    axes[1].plot([1, 0], label="drills")
    legend(figures[0], axes)
    assert [text.get_text() for text in figures[0].legends[0].texts] == ["truth", "drills"]


def test_settings_end_with_the_slides():
    before = dict(matplotlib.rcParams)
    with slides():
        assert matplotlib.rcParams["font.size"] >= 14
    assert dict(matplotlib.rcParams) == before
