# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address as a QR code to draw in a page."""

from __future__ import annotations

from markupsafe import Markup
from segno import make_qr

LONGEST = 1_000  # a longer address gives squares too small to be read from paper


def qr_code(address: str) -> Markup:
    """The path of the code and its frame as an SVG element; "" for an address too long to be read from paper."""
    if len(address) > LONGEST:
        return Markup("")
    drawn = make_qr(address, error="l").svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - squares only, the address is not written in it
