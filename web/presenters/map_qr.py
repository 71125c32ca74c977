# SPDX-License-Identifier: AGPL-3.0-or-later
"""The address of a map as a QR code: what a room sees on the screen, each can open on a telephone."""

from __future__ import annotations

from flask import request

from web.presenters.map import MapPage
from web.presenters.qr import qr_code


def shared(page: MapPage) -> str:
    """The whole address of the view for others: not in workshop mode, which is for the room's screen."""
    return request.host_url.rstrip("/") + page.address(mode="")


def qr_of(page: MapPage) -> str:
    """The code as an SVG file, "" when the address is too long to be read."""
    return str(qr_code(shared(page))).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
