# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses as others reach them: those elsewhere, and those in the room, to whom they are shown as QR codes."""

from __future__ import annotations

from functools import lru_cache

from flask import request
from markupsafe import Markup
from segno import make_qr

from web.app.ecosystem import current_ecosystem

LONGEST = 1_000  # a longer address gives squares too small to be read from paper


def root() -> str:
    """Scheme and host by which others reach this instance: those chosen for it, else those of its own machine."""
    settings = current_ecosystem().settings
    return room() if settings.base_is_default else settings.origin


def room() -> str:
    """Scheme and host by which those who are here now reach this instance: on the room’s network with LAN=1."""
    settings, visited = current_ecosystem().settings, request.host_url.rstrip("/")
    if settings.lan:
        return visited if visited in settings.lan else settings.lan[0]
    return visited if settings.base_is_default else settings.origin


def in_room(address: str) -> str:
    """A whole address of this site as the telephones of the room can follow it."""
    return room() + address.removeprefix(root())


def code(address: str) -> Markup:
    """A whole address, as the telephones of the room can follow it, as a code to read."""
    return qr_code(in_room(address))


def whole(address: str) -> str:
    """An address of this site for those who are elsewhere; "" stays ""."""
    return f"{root()}{address}" if address.startswith("/") else address


@lru_cache(maxsize=64)
def qr_code(address: str) -> Markup:
    """The path of the code and its frame as an SVG element; "" for an address too long to be read from paper."""
    if len(address) > LONGEST:
        return Markup("")
    drawn = make_qr(address, error="l").svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704 - squares only, the address is not written in it
