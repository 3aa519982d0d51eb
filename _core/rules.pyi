import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Places = NDArray[np.intp]

def silence(X: Doubles, nodes: Places, edges: Doubles, about: Places, ends: Places) -> None: ...
