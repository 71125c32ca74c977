# SPDX-License-Identifier: AGPL-3.0-or-later
"""Positions in Lambert-93 are those that other tools give, and come back as they were."""

from __future__ import annotations

import pytest

from graph.territory.lambert import from_degrees, is_lambert, to_degrees

# x, y, latitude, longitude: the origin of the projection, and two positions that PROJ gives.
KNOWN = [
    (700_000.0, 6_600_000.0, 46.5, 3.0),
    (882_408.3, 6_543_019.6, 45.96240165432614, 5.355651287573366),
    (648_237.0, 6_862_272.0, 48.8584, 2.2945),
]


@pytest.mark.parametrize(("x", "y", "latitude", "longitude"), KNOWN, ids=["origin", "east", "tower"])
def test_a_position_is_the_one_that_others_give(x: float, y: float, latitude: float, longitude: float) -> None:
    assert to_degrees(x, y) == pytest.approx((latitude, longitude), abs=2e-5)
    assert from_degrees(latitude, longitude) == pytest.approx((x, y), abs=4)
    assert from_degrees(*to_degrees(x, y)) == pytest.approx((x, y), abs=1e-3)


def test_a_precise_position_is_given_precisely() -> None:
    assert to_degrees(*KNOWN[1][:2]) == pytest.approx(KNOWN[1][2:], abs=1e-9)


def test_degrees_are_no_lambert() -> None:
    assert all(is_lambert(x, y) for x, y, *_ in KNOWN)
    assert not any(is_lambert(latitude, longitude) for *_, latitude, longitude in KNOWN)
    assert not is_lambert(6_600_000.0, 700_000.0), "the two are taken in their order only"
