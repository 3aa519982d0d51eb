import pytest

matplotlib = pytest.importorskip("matplotlib")


@pytest.fixture
def ax():
    """Axes that no pyplot figure owns."""
    from matplotlib.figure import Figure

    return Figure().add_subplot()


@pytest.fixture(autouse=True)
def no_traces():
    """Nothing that is drawn may change matplotlib's settings or leave pyplot figures behind."""
    from matplotlib import pyplot

    pyplot.switch_backend("agg")
    settings = dict(matplotlib.rcParams)
    yield
    assert dict(matplotlib.rcParams) == settings
    pyplot.close("all")
