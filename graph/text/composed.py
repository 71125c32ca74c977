# SPDX-License-Identifier: AGPL-3.0-or-later
"""Texts that other formats cut into several fields and that are one here: a postal address, a presentation."""

from __future__ import annotations

import re
from typing import NamedTuple

SHORT = 280  # characters of a summary, at most
PARAGRAPH = "\n\n"
_ENDED = re.compile(r"(?P<street>.+), (?P<postcode>\d{5}) (?P<town>[^,\n]+)", re.ASCII)


class AddressParts(NamedTuple):
    """A postal address as formats cut it; what is not said is empty."""

    street: str
    complement: str
    postcode: str
    town: str


class TextParts(NamedTuple):
    """A presentation as formats cut it: a short one, and a longer one."""

    summary: str
    detail: str


def joined_address(parts: AddressParts) -> str:
    """`12 rue de l’Exemple, bâtiment B, 01234 Ville`; empty without a street, or more lines than one."""
    end = " ".join(part for part in (parts.postcode, parts.town) if part)
    lines = [part for part in (parts.street, parts.complement, end) if part]
    text = ", ".join(lines) if parts.street else ""
    return "" if "\n" in text else text


def address_parts(text: str, complement: str = "") -> AddressParts:
    """The parts of an address on one line; only a complement that is known is told from the street."""
    found = _ENDED.fullmatch(text)
    if found is None:
        return AddressParts(text, "", "", "")
    street, end = found["street"], f", {complement}"
    if complement and street.endswith(end):
        return AddressParts(street.removesuffix(end), complement, found["postcode"], found["town"])
    return AddressParts(street, "", found["postcode"], found["town"])


def joined_text(parts: TextParts) -> str:
    """The summary, then what tells more."""
    return PARAGRAPH.join(part for part in parts if part)


def text_parts(text: str) -> TextParts:
    """A summary where the text is short or begins with a short paragraph, and the rest."""
    summary, _, detail = text.partition(PARAGRAPH)
    return TextParts(summary, detail) if len(summary) <= SHORT else TextParts("", text)
