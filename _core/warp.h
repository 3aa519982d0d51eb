/* Kumaraswamy's distribution function, by which a coordinate is stretched here and squeezed there.
 *
 * u -> 1 - (1 - u^a)^b within the cube, u itself beyond; a chord within EDGE of its walls, where the
 * slope may be infinite. a = b = 1 changes nothing.
 */

#ifndef BAYESOPT_WARP_H
#define BAYESOPT_WARP_H

#include <math.h>

#define WARP_EDGE 1e-6

static inline double warp_curve(double u, double a, double b)
{
    return 1.0 - pow(1.0 - pow(u, a), b);
}

/* the coordinate of u */
static inline double warp(double u, double a, double b)
{
    if (u <= 0.0 || u >= 1.0)
        return u;
    if (u < WARP_EDGE)
        return warp_curve(WARP_EDGE, a, b) * (u / WARP_EDGE);
    if (u > 1.0 - WARP_EDGE)
        return 1.0 - (1.0 - warp_curve(1.0 - WARP_EDGE, a, b)) * ((1.0 - u) / WARP_EDGE);
    return warp_curve(u, a, b);
}

/* its slope by u, at a wall the one inside */
static inline double warp_slope(double u, double a, double b)
{
    if (u < 0.0 || u > 1.0)
        return 1.0;
    if (u < WARP_EDGE)
        return warp_curve(WARP_EDGE, a, b) / WARP_EDGE;
    if (u > 1.0 - WARP_EDGE)
        return (1.0 - warp_curve(1.0 - WARP_EDGE, a, b)) / WARP_EDGE;
    return a * b * pow(u, a - 1.0) * pow(1.0 - pow(u, a), b - 1.0);
}

/* its slopes by log a and log b */
static inline void warp_slopes(double u, double a, double b, double *by_a, double *by_b)
{
    double share = 1.0, p, q;
    *by_a = *by_b = 0.0;
    if (u <= 0.0 || u >= 1.0)
        return;
    if (u < WARP_EDGE) {
        share = u / WARP_EDGE;
        u = WARP_EDGE;
    } else if (u > 1.0 - WARP_EDGE) {
        share = (1.0 - u) / WARP_EDGE;
        u = 1.0 - WARP_EDGE;
    }
    p = pow(u, a);
    q = pow(1.0 - p, b);
    *by_a = share * a * b * (q / (1.0 - p)) * p * log(u);
    *by_b = -share * b * q * log(1.0 - p);
}

#endif
