# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of pages as people read them, and names as parts of them."""

from __future__ import annotations

from graph.text.folding import fold

LONGEST_PART = 80


def short_address(address: str) -> str:
    """`futuretic.fr` for `https://futuretic.fr/`."""
    return address.split("://", 1)[-1].rstrip("/")


def address_part(text: str) -> str:
    """A name as a part of an address: folded, words joined by hyphens; never empty."""
    return "-".join(fold(text).split())[:LONGEST_PART].strip("-") or "sans-nom"
