# SPDX-License-Identifier: AGPL-3.0-or-later
"""How to reach somebody: the way that a person would use first, as text and as what a click opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.text.addresses import short_address

if TYPE_CHECKING:
    from graph.referral.answer import Contact


@dataclass(frozen=True)
class Reach:
    """An e-mail, a number or a site: its text, its `mailto:`, `tel:` or `https:` address; `external` for a site."""

    text: str
    href: str
    external: bool = False


def telephone(text: str) -> str:
    """`02 47 00 00 00` for a French number, the text itself otherwise."""
    digits = "".join(character for character in text if character.isdigit() or character == "+").replace("+33", "0")
    return " ".join(digits[i : i + 2] for i in range(0, 10, 2)) if len(digits) == 10 else text


def first_way(contact: Contact) -> Reach | None:
    """The telephone where there is one, for who is to be called; else as `reach`."""
    return next(iter(every_way(contact)), None)


def every_way(contact: Contact) -> tuple[Reach, ...]:
    """Each way to reach: the telephone first, then the e-mail, then the page made for it, else the site."""
    alone = (
        contact._replace(url=None, email=None, page=None),
        contact._replace(url=None, telephone=None, page=None),
        contact._replace(email=None, telephone=None),
    )
    return tuple(way for way in map(reach, alone) if way)


def reach(contact: Contact) -> Reach | None:
    """The way to reach that a person would use first; None when nobody said."""
    if contact.email:
        email = contact.email.removeprefix("mailto:")
        return Reach(email, f"mailto:{email}")
    if contact.telephone:
        number = contact.telephone.removeprefix("tel:")
        return Reach(telephone(number), f"tel:{number.replace(' ', '')}")
    for address in (contact.page, contact.url):
        if address and address.startswith(("http://", "https://")):
            return Reach(short_address(address), address, external=True)
    return None
