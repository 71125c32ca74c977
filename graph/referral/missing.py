# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was asked and not found: the words not understood, the gaps, and what was kept out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.referral.mention import Ref
from graph.referral.situation import PROFESSIONAL, Situation
from graph.text.wording import FOR, SINCE, DateWords, Phrase, Quoted, Said, Spoken

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex
    from graph.referral.jury import Jury

NOT_UNDERSTOOD = Phrase("« {words} » n’a pas été compris.")
LEFT_ASIDE = Phrase("« {words} » a été laissé de côté.")
FAR = Phrase("Ces informations portent sur {area}, qui ne contient pas {place} : voici le plus proche.")
FAR_FROM_ALL = Phrase("Ces informations portent sur {area}, qui ne contiennent pas {place} : voici le plus proche.")
# Where the centre of the place is not known, nothing can be said to be near.
OUT = Phrase("Ces informations portent sur {area}, qui ne contient pas {place}.")
OUT_OF_ALL = Phrase("Ces informations portent sur {area}, qui ne contiennent pas {place}.")
CLOSED = Phrase("Le service en ligne {service} ({tool}) est fermé {day}.")
SAID_TO_CLOSE = Phrase(
    "La fermeture du service en ligne {service} ({tool}) a été annoncée {day} : il n’est plus proposé."
)
NOBODY = Phrase("Personne n’est connu pour {needs}.")
NOBODY_AT = Phrase("{place} : personne n’est connu pour {needs}.")
NO_HELP = Phrase("Personne n’est connu pour aider avec {tools}.")
NO_HELP_AT = Phrase("{place} : personne n’est connu pour aider avec {tools}.")


def missing(index: ReferralIndex, jury: Jury, gaps: tuple[Ref, ...], answered: bool) -> tuple[Spoken, ...]:
    """The sentences, most general first; empty when everything asked has an answer here."""
    situation = jury.situation
    said: list[Spoken] = [
        (LEFT_ASIDE if words.aside else NOT_UNDERSTOOD)(words=words.query) for words in situation.unresolved
    ]
    said += _closed(situation)
    said += _outside(index, situation)
    place = situation.place
    if gaps:
        needs = Quoted(gaps)
        said.append(NOBODY_AT(place=place, needs=needs) if place else NOBODY(needs=needs))
    # A professional is stuck on this very tool: that a need read beside it is lacking does not say it.
    if not answered and situation.tools and (not gaps or situation.asker == PROFESSIONAL):
        tools = Quoted(situation.tools)
        said.append(NO_HELP_AT(place=place, tools=tools) if place else NO_HELP(tools=tools))
    if gaps or not answered:
        said += _refusals(jury)
    return tuple(said)


def _closed(situation: Situation) -> Iterator[Said]:
    """The online services named that have closed, or were to close before that day."""
    for tool in situation.tools:
        if tool.service and tool.closed:
            yield CLOSED(service=tool.service, tool=tool, day=DateWords(tool.closed, SINCE))
        elif tool.service and tool.announced:
            yield SAID_TO_CLOSE(service=tool.service, tool=tool, day=DateWords(tool.announced, FOR))


def is_not_understood(said: Spoken) -> bool:
    """Whether a sentence is about words that were not understood, which a page may tell elsewhere."""
    return isinstance(said, Said) and said.phrase in (NOT_UNDERSTOOD, LEFT_ASIDE)


def _outside(index: ReferralIndex, situation: Situation) -> Iterator[Said]:
    """That the place is outside what was declared: never because of what happens to be known."""
    place, known, base = situation.place, index.territories, index.dataset.base
    if place is None:
        return
    found = known.from_iri(base, place.iri)
    if known.outside(found.key):
        area = tuple(Ref(known.iri(base, item), item.name) for item in known.area)
        one, several = (OUT, OUT_OF_ALL) if found.latitude is None else (FAR, FAR_FROM_ALL)
        yield (several if len(area) > 1 else one)(area=Quoted(area), place=place)


def _refusals(jury: Jury) -> Iterator[Spoken]:
    for criterion in jury.criteria:
        count = jury.vetoes[criterion.slug]
        said = criterion.lacking(count) if count else None
        if said:
            yield said
