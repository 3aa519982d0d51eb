"""Linear algebra with the same bits whatever number of threads there is.

BLAS and LAPACK part large sums among threads, and add them up in another order then. What is small
they do in one; what is larger is done here, by sums of numpy's own.
"""

from math import copysign, sqrt

import numpy as np

from bayesopt.params import FloatArray

SIDE = 64  # of square matrices: OpenBLAS multiplies and decomposes smaller ones in one thread
INVERTED = 96  # of those it inverts


def product(A: FloatArray, B: FloatArray) -> FloatArray:
    """A @ B of A (a, b) and B (b, c) or (b,)."""
    if A.size * B.size <= SIDE**3 * A.shape[1]:
        return np.asarray(A @ B)
    return np.asarray(np.einsum("ij,j...->i...", A, B))


def inverse(S: FloatArray) -> FloatArray:
    """Of a positive definite matrix S (n, n); of a larger one by those of its first quarter and of
    what that leaves of its last, and a step of Newton's (Schulz 1933).
    """
    half = len(S) // 2
    if len(S) <= INVERTED:
        return np.asarray(np.linalg.inv(S), dtype=np.float64)
    first, beside = inverse(S[:half, :half]), S[:half, half:]
    through = product(first, beside)
    last = inverse(S[half:, half:] - product(beside.T, through))
    corner = -product(through, last)
    near = np.block([[first - product(corner, through.T), corner], [corner.T, last]])
    return np.asarray(near + product(near, np.eye(len(S)) - product(S, near)))


def cholesky(S: FloatArray) -> FloatArray:
    """Lower factor of a positive definite matrix S (n, n). Raises LinAlgError if it is none."""
    if len(S) < SIDE:
        return np.asarray(np.linalg.cholesky(S), dtype=np.float64)
    L = np.zeros_like(S)
    for j in range(len(S)):
        column = S[j:, j] - np.einsum("ij,j->i", L[j:, :j], L[j, :j])
        if not column[0] > 0:
            raise np.linalg.LinAlgError(f"not positive definite at row {j}")
        L[j:, j] = column / sqrt(column[0])
    return L


def eigh(C: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Eigenvalues (n,) of a symmetric matrix C (n, n), ascending, and eigenvectors in columns.

    Source: by reflections to three diagonals, Golub & Van Loan 2013, section 8.3.1; of these by
    relatively robust representations, which take no products of matrices (Dhillon & Parlett 2004).
    """
    if len(C) < SIDE:
        values, vectors = np.linalg.eigh(C)
        return values, vectors
    from scipy.linalg import eigh_tridiagonal  # slow to import, and seldom wanted

    diagonal, beside, mirrors = tridiagonal(C)
    values, vectors = eigh_tridiagonal(diagonal, beside, lapack_driver="stemr")
    for j, v in reversed(list(enumerate(mirrors, 1))):
        rows = vectors[j:]
        rows -= np.einsum("i,j->ij", v, np.einsum("i,ij->j", v, rows))
    return values, vectors


def tridiagonal(C: FloatArray) -> tuple[FloatArray, FloatArray, list[FloatArray]]:
    """T = QᵀCQ, its diagonal (n,) and what is beside that (n - 1,); and v of each reflection
    I - v vᵀ of the last rows, in the order in which they make Q.
    """
    rest, n = C.copy(), len(C)
    beside, mirrors = np.zeros(n - 1), []
    diagonal = np.zeros(n)
    for j in range(n - 1):
        diagonal[j] = rest[0, 0]
        v, beside[j] = mirror(rest[1:, 0])
        rest = rest[1:, 1:]
        p = np.einsum("ij,j->i", rest, v)
        p -= 0.5 * np.sum(p * v) * v
        rest -= np.einsum("i,j->ij", v, p)
        rest -= np.einsum("i,j->ij", p, v)
        mirrors.append(v)
    diagonal[-1] = rest[0, 0]
    return diagonal, beside, mirrors


def mirror(x: FloatArray) -> tuple[FloatArray, float]:
    """v (n,) of the reflection I - v vᵀ that leaves of x (n,) the first number alone; and that."""
    size = length(x)
    if size == 0:
        return np.zeros(len(x)), 0.0
    first = -copysign(size, x[0])
    v = x.copy()
    v[0] -= first
    v *= sqrt(2) / length(v)
    return v, first


def length(x: FloatArray) -> float:
    """Euclidean norm of x (n,)."""
    return sqrt(np.sum(np.square(x)))
