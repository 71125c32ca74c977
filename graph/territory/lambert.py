# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lambert-93, in which French public files often write positions, to and from latitude and longitude (WGS 84).

The conic of RGF93 (GRS80) as IGN defines it, « Projection cartographique conique conforme de Lambert », NTG 71; RGF93
and WGS 84 differ by less than a metre in mainland France, outside of which nobody uses it.
"""

from __future__ import annotations

from math import asin, atan, atan2, atanh, cos, degrees, exp, hypot, log, pi, radians, sin, tan, tanh

ECCENTRICITY = 0.081819191042816
EXPONENT, SCALE = 0.725607765053267, 11_754_255.426096
POLE_X, POLE_Y = 700_000.0, 12_655_612.049876
MERIDIAN = radians(3.0)
# Mainland France and Corsica with a margin, in metres: nothing else is written so.
LEAST_X, MOST_X, LEAST_Y, MOST_Y = 50_000.0, 1_300_000.0, 6_000_000.0, 7_200_000.0
# Each divides the error by 150: after six it is less than a micrometre.
_ROUNDS = 6


def is_lambert(x: float, y: float) -> bool:
    """Whether two numbers are likely to be a position in Lambert-93: metres within mainland France."""
    return LEAST_X <= x <= MOST_X and LEAST_Y <= y <= MOST_Y


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude, in degrees, of a position in Lambert-93, in metres."""
    radius, angle = hypot(x - POLE_X, POLE_Y - y), atan2(x - POLE_X, POLE_Y - y)
    isometric = -log(radius / SCALE) / EXPONENT
    latitude = 2 * atan(exp(isometric)) - pi / 2
    for _ in range(_ROUNDS):
        latitude = asin(tanh(isometric + ECCENTRICITY * atanh(ECCENTRICITY * sin(latitude))))
    return degrees(latitude), degrees(MERIDIAN + angle / EXPONENT)


def from_degrees(latitude: float, longitude: float) -> tuple[float, float]:
    """The position in Lambert-93, in metres, of a latitude and a longitude in degrees."""
    phi = radians(latitude)
    isometric = log(tan(pi / 4 + phi / 2)) - ECCENTRICITY * atanh(ECCENTRICITY * sin(phi))
    radius, angle = SCALE * exp(-EXPONENT * isometric), EXPONENT * (radians(longitude) - MERIDIAN)
    return POLE_X + radius * sin(angle), POLE_Y - radius * cos(angle)
