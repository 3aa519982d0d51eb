"""What computes is told by what its last bits depend on."""

import numpy as np
import scipy

import bayesopt
from bayesopt.build import this_build


def test_versions_and_processor_are_told():
    build = this_build()
    assert build["numpy"] == np.__version__
    assert build["scipy"] == scipy.__version__
    assert build["bayesopt"] == bayesopt.__version__
    assert len(build["core"]) == 8
    assert build["machine"]
    assert all(isinstance(value, str) for value in build.values())
