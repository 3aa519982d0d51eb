"""Kumaraswamy's distribution function as a change of coordinates (warp.h)."""

cdef extern from "warp.h" nogil:
    double warp(double u, double a, double b) noexcept
    double warp_slope(double u, double a, double b) noexcept
    void warp_slopes(double u, double a, double b, double* by_a, double* by_b) noexcept
