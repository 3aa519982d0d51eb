"""The standard normal distribution and Ament's h, stable for every finite z.

M(u) = cdf(-u) / pdf(u), the Mills ratio, has no elementary form and 1 - u M(u) cancels: with
M from a library 2 % are lost at u = 1e7 and everything at 1e8. So both are fitted: with
t = (u - 4) / (u + 4), which maps [0, inf) to [-1, 1), these are polynomials to double precision:
    (1 + u) M(u)              degree 24 in t
    (1 + u^2) (1 - u M(u))    degree 26 in t
They are Chebyshev series computed in 60 digits, written in powers of t (the coefficients add up
to about 2, so nothing is lost) and split into even and odd powers, polynomials of s = t^2.
"""

from libc.math cimport erfc, exp, fmin, log, log1p

cdef extern from "mills.h" nogil:
    double norm_mills "mills"(double u) noexcept    # cdf(-u) / pdf(u) for u >= 0

cdef enum:
    NORMAL_PIVOT = 4    # u that is mapped to t = 0


cdef inline double norm_pdf(double z) noexcept nogil:
    return 0.3989422804014327 * exp(-0.5 * z * z)


cdef inline double norm_cdf(double z) noexcept nogil:
    return 0.5 * erfc(-0.7071067811865476 * z)


cdef inline double norm_mills_gap(double u) noexcept nogil:
    """1 - u cdf(-u) / pdf(u) for u >= 0, which falls like 1 / u^2."""
    cdef double t = (u - NORMAL_PIVOT) / (u + NORMAL_PIVOT)
    cdef double s = t * t
    cdef double even, odd
    even = 3.702015791910785e-07 + s * (-7.444778377046179e-08 + s * 7.3625702998267344e-09)
    even = 2.100767002494098e-06 + s * (-1.1661410128279417e-06 + s * even)
    even = -4.608386488357169e-05 + s * (2.4525416518197905e-06 + s * even)
    even = -0.0007804121767029724 + s * (0.00027150058319629533 + s * even)
    even = 0.1737244086391923 + s * (-0.007558964149601659 + s * even)
    even = -0.28478940577978173 + s * (0.2115373045866997 + s * even)
    even = 0.9076379618778744 + s * even
    odd = 5.556035621262879e-07 + s * (-6.412912982409692e-08 + s * 3.5019925519451386e-09)
    odd = 1.5796430040493388e-05 + s * (-3.280996646803503e-06 + s * odd)
    odd = 0.0003271563591282303 + s * (-7.04896114536468e-05 + s * odd)
    odd = 0.010304332230553824 + s * (-0.0017298087659328044 + s * odd)
    odd = -0.2747150814796486 + s * (-0.050278319828272994 + s * odd)
    odd = 0.2766806779761984 + s * (0.03946852270960903 + s * odd)
    return (even + t * odd) / (1 + u * u)


cdef inline double norm_log_pdf(double z) noexcept nogil:
    return -0.5 * z * z - 0.9189385332046728


cdef inline double norm_log_cdf(double z) noexcept nogil:
    if z > 0:
        return log1p(-norm_cdf(-z))
    z = fmin(-z, 1e150)
    return norm_log_pdf(z) + log(norm_mills(z))


cdef inline double norm_hazard(double z) noexcept nogil:
    """pdf(z) / cdf(z), the derivative of log_cdf."""
    return norm_pdf(z) / norm_cdf(z) if z > 0 else 1 / norm_mills(fmin(-z, 1e150))


cdef inline double norm_h(double z) noexcept nogil:
    """pdf(z) + z cdf(z): the expected improvement in units of std (Jones et al. 1998, eq. 15)."""
    if z > -1:
        return norm_pdf(z) + z * norm_cdf(z)
    z = fmin(-z, 1e150)
    return norm_pdf(z) * norm_mills_gap(z)


cdef inline double norm_log_h(double z) noexcept nogil:
    """log(pdf(z) + z cdf(z)) (Ament et al. 2023, eq. 9)."""
    if z > -1:
        return log(norm_pdf(z) + z * norm_cdf(z))
    z = fmin(-z, 1e150)
    return norm_log_pdf(z) + log(norm_mills_gap(z))


cdef inline double norm_log_h_slope(double z) noexcept nogil:
    """The derivative of log_h: cdf / (pdf + z cdf)."""
    cdef double cdf
    if z > -1:
        cdf = norm_cdf(z)
        return cdf / (norm_pdf(z) + z * cdf)
    z = fmin(-z, 1e150)
    return norm_mills(z) / norm_mills_gap(z)
