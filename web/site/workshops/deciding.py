# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a facilitator decides of the additions of a workshop, without the right to moderate anything else."""

from __future__ import annotations

from collections.abc import Callable

from graph.contributions.desk import NOTHING_TO_TAKE_BACK, ContributionDesk
from graph.contributions.publishing import NothingNew
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.readings.contributions import as_addition
from graph.readings.workshops import said_by
from graph.text.folding import fold
from graph.workshops.workshop import Workshop
from web.app.pages import ecosystem, reader
from web.app.rights import FACILITATION, author
from web.site.contributions.apart import together_again
from web.site.contributions.page import joined_to
from web.site.room.desk import desk as room_desk
from web.site.workshops.words import NO_KNOWN, NO_NAME, NOT_IN_IT, NOT_KEPT


def refuse_elsewhere(workshop: Workshop, number: int) -> None:
    """Raises UnknownThing for a contribution that did not come in this workshop."""
    if all(one.contribution != number for one in room_desk().kept.additions(workshop.uid)):
        raise UnknownThing(NOT_IN_IT(), field="numero")


def _desk() -> ContributionDesk:
    return ContributionDesk(ecosystem().contributions, ecosystem().repository)


def _accept(number: int, joined: str) -> str:
    found = _desk().kept.find(number)
    proposal = said_by(found)
    if joined:
        proposal = as_addition(proposal, said_by(joined_to(found, joined)).subject, reader())
    try:
        _desk().accept(number, proposal, author(FACILITATION))
    except NothingNew:
        _desk().settle(number, author(FACILITATION))
    return "reunie" if joined else "acceptee"


def _join(number: int, name: str) -> str:
    """Accepts it as what it adds to the card of a name; raises UnknownThing."""
    proposal, text = said_by(_desk().kept.find(number)), " ".join(name.split())
    if not text:
        raise InvalidInput(NO_NAME(), field="avec")
    hits = ecosystem().search.search(text, MOST_NAMED, {proposal.kind})
    named = dict.fromkeys(hit.iri for hit in hits if fold(hit.matched) == fold(text))
    keys = [key for iri in named if (key := reader().mention(iri).key)]
    if len(keys) != 1:
        raise UnknownThing(NO_KNOWN(text=text), field="avec")
    return _accept(number, keys[0])


def _later(number: int, _: str) -> str:
    _desk().later(number, author(FACILITATION))
    return "tard"


def _refuse(number: int, _: str) -> str:
    _desk().kept.refuse_decided(number)
    _desk().refuse(number, author(FACILITATION), NOT_KEPT.fr)
    return "refusee"


def _undo(number: int, _: str) -> str:
    for found in _desk().take_back(author(FACILITATION), number):
        together_again(found, author(FACILITATION))
    return "defaite"


UNDO, JOIN = "defaire", "reunir"
MOST_NAMED = 12
"""Names among which the card that somebody typed is sought."""
GESTURES: dict[str, Callable[[int, str], str]] = {
    "accepter": _accept, "tard": _later, "refuser": _refuse, UNDO: _undo, JOIN: _join,
}  # fmt: skip


def last_decided(workshop: Workshop) -> int:
    """The number of the addition of which who asks decided last, in this workshop; raises Conflict where there is
    none."""
    mine = author(FACILITATION)
    came = {one.contribution for one in room_desk().kept.additions(workshop.uid)}
    decided = [one for one in _desk().kept.of(came).values() if one.decided_by == mine and one.turn]
    if not decided:
        raise Conflict(NOTHING_TO_TAKE_BACK(), field="numero")
    return max(decided, key=lambda one: one.turn).number
