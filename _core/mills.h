/* The Mills ratio of the standard normal distribution, M(u) = cdf(-u) / pdf(u) for u >= 0.
 *
 * It has no elementary form. With t = (u - 4) / (u + 4), which maps [0, inf) to [-1, 1),
 * (1 + u) M(u) is a polynomial of degree 24 in t to double precision: a Chebyshev series computed
 * in 60 digits, written in powers of t (the coefficients add up to about 2, so nothing is lost)
 * and split into even and odd powers, polynomials of s = t^2.
 */
#ifndef BAYESOPT_MILLS_H
#define BAYESOPT_MILLS_H

#if defined(__GNUC__)
static inline __attribute__((always_inline)) double mills(double u)
#else
static inline double mills(double u)
#endif
{
    const double t = (u - 4.0) / (u + 4.0), s = t * t;
    double even, odd;
    even = 5.077844122332048e-08 + s * (-6.5624402369464745e-09 + s * 4.480233382099169e-10);
    even = 1.390762707984928e-06 + s * (-2.869299965207942e-07 + s * even);
    even = 3.415881433183821e-05 + s * (-6.5533544552582505e-06 + s * even);
    even = 0.001741848773732585 + s * (-0.0002202155756957516 + s * even);
    even = -0.0807080096790523 + s * (-0.01253910362039814 + s * even);
    even = 1.1832619145678034 + s * (0.035091880234748005 + s * even);
    odd = -4.494916382038613e-08 + s * (1.3723059452459651e-08 + s * -1.6952996818880583e-09);
    odd = 1.0194890870987357e-06 + s * (-3.101083609757584e-09 + s * odd);
    odd = 5.3266970938315365e-05 + s * (-8.606187876096938e-06 + s * odd);
    odd = -0.0007159509052838121 + s * (-0.00023670175882712258 + s * odd);
    odd = 0.07169048120143744 + s * (0.04495912907706981 + s * odd);
    odd = -0.2423996705218081 + s * odd;
    return (even + t * odd) / (1.0 + u);
}

#endif
