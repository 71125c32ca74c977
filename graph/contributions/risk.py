# SPDX-License-Identifier: AGPL-3.0-or-later
"""How likely a contribution is to come from a program, or from somebody who sells: signs to be told, with points.

A risk decides of nothing: it orders the queue, and what is too much alike is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pyoxigraph import Literal

from graph.contributions.proposal import Proposal
from graph.contributions.sender import VISITOR, Sender
from graph.namespaces import SKOS
from graph.text.folding import fold
from graph.text.personal import why_personal

LINKS, SAME_TEXT, HASTE, EMPTIES, RENAMES, PERSONAL = "links", "same-text", "haste", "empties", "renames", "personal"
FROM_ROOM, KEPT_IN_ROOM, FOLLOWS = "from-room", "kept-in-room", "follows"
POINTS = {
    SAME_TEXT: 60, LINKS: 50, PERSONAL: 40, HASTE: 30, EMPTIES: 20, RENAMES: 10,
    # Of what a file brings from a room: nothing to fear, but to be told.
    KEPT_IN_ROOM: 0, FROM_ROOM: 0, FOLLOWS: 0,
}  # fmt: skip
"""What each sign weighs: of two links in a text or of the same text twice, one is enough to be read apart."""
RISKY, MOST = 50, 100
"""From where on a contribution is read apart, and where points stop."""
MOST_LINKS = 1
"""Links in free texts that nobody wonders at."""
FEWEST_WORDS = 4
"""Fewer say the same by chance."""
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"»]+", re.IGNORECASE)


def signs_of(proposal: Proposal, sender: Sender, alike: int) -> tuple[str, ...]:
    """The signs of a contribution, the heaviest first; `alike`: how many others wait that say nearly the same."""
    found = {sign for sign in sender.signs if sign in POINTS}
    texts = tuple(_texts(proposal))
    if sender.kind == VISITOR and alike:
        found.add(SAME_TEXT)
    if sum(len(_LINK.findall(text)) for text in texts) > MOST_LINKS:
        found.add(LINKS)
    if any(map(why_personal, texts)):
        found.add(PERSONAL)
    fields = [] if proposal.is_new else list(proposal.fields)
    if any(field.before and not field.after for field in fields):
        found.add(EMPTIES)
    if any(field.property == SKOS.prefLabel and field.before for field in fields):
        found.add(RENAMES)
    return tuple(sign for sign in POINTS if sign in found)


def risk_of(signs: tuple[str, ...]) -> int:
    """What signs come to, from 0 to 100."""
    return min(MOST, sum(POINTS[sign] for sign in signs))


def likeness(proposal: Proposal) -> str:
    """What nearly the same contributions have in common: where their links lead, else their words; "" for too little.

    Numbers, and the order of words, are left out: they are what programs change from one to the next.
    """
    texts = tuple(_texts(proposal))
    hosts = {host for text in texts for link in _LINK.findall(text) if (host := _host(link))}
    if hosts:
        return " ".join(sorted(hosts))
    words = {word for text in texts for word in fold(text).split() if word.isalpha() and len(word) > 2}
    return " ".join(sorted(words)) if len(words) >= FEWEST_WORDS else ""


def _host(link: str) -> str:
    try:
        return (urlsplit(link if "://" in link else f"http://{link}").hostname or "").removeprefix("www.")
    except ValueError:  # http://[
        return ""


def _texts(proposal: Proposal) -> Iterator[str]:
    """What somebody wrote in their own words: not what was there, nor the addresses of fields that ask for one."""
    yield proposal.comment
    for one in proposal.all():
        for field in one.fields:
            for term in field.after:
                if isinstance(term, Literal) and term not in field.before and not _LINK.fullmatch(term.value):
                    yield term.value
