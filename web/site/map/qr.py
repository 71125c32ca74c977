# SPDX-License-Identifier: AGPL-3.0-or-later
"""The address of a map as a QR code: what a room sees on the screen, each can open on a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.app.addresses import code
from web.site.takeaway.page import view_address

if TYPE_CHECKING:
    from web.site.map.page import MapPage


def qr_of(page: MapPage) -> str:
    """The code as an SVG file, "" when the address is too long to be read."""
    return str(code(view_address(page))).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
