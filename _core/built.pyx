"""What the modules of this folder were compiled from: `sources.digest` of it, set by setup.py."""

cdef extern from *:
    const unsigned long long BAYESOPT_SOURCES

SOURCES = BAYESOPT_SOURCES
