# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which characters are shown, left out or refused: in what people type, in what facts say, in addresses."""

from __future__ import annotations

import re
import unicodedata

# Signs without a width, which copying from a page or a letter brings along: they hide nothing, and are taken away.
SOFT = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# What turns the text around it, so that it is read otherwise than it is written.
TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# A character that this version of Unicode does not know yet, as a new pictogram, is none of these.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
TURNED = re.compile(f"[{TURNING}]")
_REFUSED = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{TURNING}\ufeff]")
_IN_ADDRESS = re.compile("[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u061c]")


def is_unseen(character: str) -> bool:
    """Whether it is a control, bidirectional or other character that does not show, which no name needs."""
    return unicodedata.category(character) in UNSEEN


def bare(text: str) -> str:
    """What somebody typed, without soft characters nor outer spaces."""
    return text.translate(SOFT).strip()


def hidden_in(text: str) -> str:
    """The first character of a typed text that does not show, soft ones left aside; "" when there is none."""
    return next((sign for sign in text if is_unseen(sign) and ord(sign) not in SOFT), "")


def shown(text: str) -> str:
    """The text without the characters that do not show or that turn others round."""
    return "".join(sign for sign in text if not is_unseen(sign))


def refused_in(text: str) -> list[str]:
    """The characters that no fact may carry, sorted: controls but tabs and ends of lines, and what turns text."""
    return sorted(set(_REFUSED.findall(text)))


def refused_in_address(iri: str) -> list[str]:
    """The same for an address, where blanks and signs without a width have no place either."""
    return sorted(set(_IN_ADDRESS.findall(iri)))


def code(character: str) -> str:
    """`U+202E`."""
    return f"U+{ord(character):04X}"
