# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was asked and not found, said in French: the words not understood, the gaps, and what was kept out."""

from __future__ import annotations

from collections.abc import Iterator

from graph.referral.french import capital, quoted
from graph.referral.index import ReferralIndex
from graph.referral.jury import Jury
from graph.referral.mention import Ref
from graph.referral.situation import Situation


def missing(index: ReferralIndex, jury: Jury, gaps: tuple[Ref, ...], answered: bool) -> tuple[str, ...]:
    """The sentences, most general first; empty when everything asked has an answer here."""
    situation = jury.situation
    said = [f"« {words.query} » n’a pas été compris." for words in situation.unresolved]
    said += _far_from_home(index, situation)
    place = situation.place
    nobody = f"{place.label} : personne n’est connu" if place else "Personne n’est connu"
    if gaps:
        said.append(f"{nobody} pour {quoted(gap.label for gap in gaps)}.")
    elif not answered and situation.tools:
        said.append(f"{nobody} pour aider avec {quoted(tool.label for tool in situation.tools)}.")
    if gaps or not answered:
        said += [f"{capital(text)}." for text in _refusals(jury)]
    return tuple(said)


def _far_from_home(index: ReferralIndex, situation: Situation) -> Iterator[str]:
    place, home = situation.place, index.home
    if place and home and all(item.iri != home for item in situation.places):
        label = index.territories.from_iri(index.dataset.base, home).name
        yield f"Ce graphe décrit le territoire « {label} », qui ne contient pas {place.label} : voici le plus proche."


def _refusals(jury: Jury) -> Iterator[str]:
    for criterion in jury.criteria:
        count = jury.vetoes[criterion.slug]
        text = criterion.lacking(count) if count else ""
        if text:
            yield text
