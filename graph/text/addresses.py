# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of pages as people read them."""

from __future__ import annotations


def short_address(address: str) -> str:
    """`futuretic.fr` for `https://futuretic.fr/`."""
    return address.split("://", 1)[-1].rstrip("/")
