# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was asked and not found: the words not understood, the gaps, and what was kept out."""

from __future__ import annotations

from collections.abc import Iterator

from graph.referral.index import ReferralIndex
from graph.referral.jury import Jury
from graph.referral.mention import Ref
from graph.referral.situation import PROFESSIONAL, Situation
from graph.wording import SINCE, Dated, Phrase, Quoted, Said, Spoken

NOT_UNDERSTOOD = Phrase("« {words} » n’a pas été compris.", "“{words}” was not understood.")
FAR = Phrase(
    "Ce graphe décrit le territoire « {home} », qui ne contient pas {place} : voici le plus proche.",
    "This graph describes “{home}”, which does not contain {place}: here is the nearest.",
)
CLOSED = Phrase(
    "Le service en ligne {service} ({tool}) est fermé {day}.",
    "The online service {service} ({tool}) has been closed {day}.",
)
NOBODY = Phrase("Personne n’est connu pour {needs}.", "Nobody is known for {needs}.")
NOBODY_AT = Phrase("{place} : personne n’est connu pour {needs}.", "{place}: nobody is known for {needs}.")
NO_HELP = Phrase("Personne n’est connu pour aider avec {tools}.", "Nobody is known to help with {tools}.")
NO_HELP_AT = Phrase(
    "{place} : personne n’est connu pour aider avec {tools}.", "{place}: nobody is known to help with {tools}."
)


def missing(index: ReferralIndex, jury: Jury, gaps: tuple[Ref, ...], answered: bool) -> tuple[Spoken, ...]:
    """The sentences, most general first; empty when everything asked has an answer here."""
    situation = jury.situation
    said: list[Spoken] = [NOT_UNDERSTOOD(words=words.query) for words in situation.unresolved]
    said += [
        CLOSED(service=tool.service, tool=tool, day=Dated(tool.closed, SINCE))
        for tool in situation.tools
        if tool.service and tool.closed
    ]
    said += _far_from_home(index, situation)
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


def is_not_understood(said: Spoken) -> bool:
    """Whether a sentence is about words that were not understood, which a page may tell elsewhere."""
    return isinstance(said, Said) and said.phrase is NOT_UNDERSTOOD


def _far_from_home(index: ReferralIndex, situation: Situation) -> Iterator[Said]:
    place, home = situation.place, index.home
    if place and home and all(item.iri != home for item in situation.places):
        label = index.territories.from_iri(index.dataset.base, home).name
        yield FAR(home=Ref(home, label), place=place)


def _refusals(jury: Jury) -> Iterator[Spoken]:
    for criterion in jury.criteria:
        count = jury.vetoes[criterion.slug]
        said = criterion.lacking(count) if count else None
        if said:
            yield said
