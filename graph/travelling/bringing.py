# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file of a workshop brought to the site that everybody uses: each proposal waits to be read, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from graph.contributions.proposal import Proposal
from graph.contributions.publishing import moved_to
from graph.contributions.risk import FOLLOWS, FROM_ROOM, KEPT_IN_ROOM
from graph.contributions.sender import Sender
from graph.contributions.store import Contributions, RefusedBefore
from graph.errors import Conflict, TooLarge
from graph.rdf.dataset import Dataset
from graph.text.wording import Phrase
from graph.travelling.workshop_file import CarriedAddition, CarriedWorkshop
from graph.workshops.store import ELSEWHERE, Workshops
from graph.workshops.workshop import WorkshopAddition

HELD_HERE = Phrase("Cet atelier s’est tenu sur ce site même : tout ce qui y est venu est déjà ici.")
MARK = 6
"""Signs of the mark of a workshop by which its new things are told from others of the same name."""


@dataclass(frozen=True)
class BroughtWorkshop:
    """What became of a file: the number of the workshop here, how many wait from now on, how many had come before,
    how many this site has refused already or cannot hold."""

    number: int
    title: str
    new: int
    known: int
    refused: int


def bring(file: CarriedWorkshop, workshops: Workshops, contributions: Contributions, full: Dataset) -> BroughtWorkshop:
    """Has all that a file proposes wait; what it brought before is left as it is. Raises Conflict, StorageError.

    What a process that ends leaves undone is done by bringing the file again.
    """
    held = workshops.of_uid(file.uid)
    if held is not None and held.code != ELSEWHERE:
        raise Conflict(HELD_HERE())
    here = workshops.bring(file.uid, (file.title, file.group, file.kinds), (file.opened, file.closed))
    known = {one.token for one in workshops.additions(here.uid)}
    new = refused = 0
    for one in apart(file, full):
        if (token := str(one.place)) in known:
            continue
        try:
            number = contributions.add(one.proposal, Sender(signs=_signs(one, full)))
        except (RefusedBefore, TooLarge):
            refused += 1
            continue
        workshops.note(here.uid, WorkshopAddition(token, number, place=one.place))
        new += 1
    return BroughtWorkshop(here.number, file.title, new, len(file.additions) - new - refused, refused)


def _signs(addition: CarriedAddition, full: Dataset) -> frozenset[str]:
    proposal = addition.proposal
    follows = not proposal.is_new and proposal.fields and not full.types(proposal.subject)
    kept = KEPT_IN_ROOM if addition.kept else FROM_ROOM
    return frozenset({kept, FOLLOWS} if follows else {kept})


def apart(file: CarriedWorkshop, full: Dataset) -> list[CarriedAddition]:
    """The additions of a file, its new things under IRIs that nothing else will bear here.

    Two proposals that meet at a new card go on meeting there, whatever was added here under the same name meanwhile;
    two new cards of the same name stay two.
    """
    named = Counter(iri for one in file.additions for iri in _named(one.proposal))
    anchors: dict[str, str] = {}
    own: dict[int, dict[str, str]] = {}
    for one in sorted(file.additions, key=lambda item: (not item.kept, item.place)):
        own[one.place] = moved = {}
        for iri in _made(one.proposal):
            if iri in anchors:
                moved[iri] = f"{iri}-{file.uid[:MARK]}-{one.place}"
                continue
            mark = f"-{file.uid[:MARK]}" if iri in full or named[iri] > 1 else ""
            anchors[iri] = moved[iri] = iri + mark
    return [_moved(one, {**anchors, **own[one.place]}) for one in file.additions]


def _moved(addition: CarriedAddition, moved: Mapping[str, str]) -> CarriedAddition:
    return replace(addition, proposal=moved_to(addition.proposal, moved))


def _made(proposal: Proposal) -> Iterable[str]:
    return [one.subject for one in proposal.all() if one.is_new]


def _named(proposal: Proposal) -> set[str]:
    """The IRIs of the things that a proposal speaks of."""
    terms = {term for one in proposal.all() for field in one.fields for term in field.after if isinstance(term, str)}
    return terms | {one.subject for one in proposal.all()}
