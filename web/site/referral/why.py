# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why not that one: the verdicts on any actor or service of the directory, found by its name or its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import UnknownThing
from graph.text.folding import fold
from web.app.language import language, translate
from web.app.pages import ecosystem, href, reader
from web.app.values import Display
from web.site.referral.answers import TONES, Reason

if TYPE_CHECKING:
    from graph.referral.answer import Judged, WhyNot
    from graph.referral.situation import Situation

# Whom one may think of; what they offer may be named as well.
ACTORS = ("organisation", "network", "working-group", "post")
OFFERS = ("service", "instance", "competence")
NEAR = 4


@dataclass(frozen=True)
class Offer:
    """One thing that an actor does and why it is not an answer, or where it stands."""

    title: str
    rank: int | None
    refused: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Why:
    """Why not that one; `near`: others of a name like it, each with the address to ask about it."""

    actor: Display
    summary: str
    offers: tuple[Offer, ...] = ()
    near: tuple[tuple[str, str], ...] = ()


def why(situation: Situation, name: str) -> Why | None:
    """Why not the one of that name, or of that address such as `organisation/framasoft`; None when nobody asks."""
    if not name:
        return None
    found = list(dict.fromkeys((*_addressed(name), *_named(name))))
    for iri in () if _names_another(name) else found:
        try:
            judged = ecosystem().referral.why_not(situation, iri)
        except UnknownThing:
            continue
        others = tuple((_address(other), reader().label(other)) for other in found if other != iri)
        return _why(judged, others[:NEAR])
    return _other(name, tuple((_address(other), reader().label(other)) for other in found[:NEAR]))


def _names_another(name: str) -> bool:
    """Whether the very name is that of a tool, a place or a word, and of no actor."""
    hits = [hit for hit in ecosystem().search.search(name, 5) if fold(hit.matched) == fold(name)]
    return bool(hits) and not any(hit.kind in (*ACTORS, *OFFERS) for hit in hits)


def _addressed(name: str) -> Iterator[str]:
    kind, slash, slug = name.partition("/")
    if slash and slug and kind in (*ACTORS, *OFFERS):
        yield reader().iri(kind, slug)


def _named(name: str) -> Iterator[str]:
    """What bears the name, the very name first, and actors before what they offer."""
    hits = ecosystem().search.search(name, 12, (*ACTORS, *OFFERS))
    exact = [hit for hit in hits if fold(hit.matched) == fold(name)]
    for hit in sorted(exact, key=lambda hit: hit.kind in OFFERS) + [hit for hit in hits if hit not in exact]:
        yield hit.iri


def _why(found: WhyNot, near: tuple[tuple[str, str], ...]) -> Why:
    here = reader()
    return Why(_display(found.actor.iri), found.summary.text(here), tuple(map(_judged, found.offers)), near)


def _judged(judged: Judged) -> Offer:
    reasons = tuple(
        Reason(TONES.get(state, "unsure"), text)
        for reason in judged.reasons
        for text, state in reason.sentences(reader())
    )
    title = reader().label(judged.service.iri) if judged.service else translate("L’acteur lui-même")
    return Offer(title, judged.rank, judged.refused, reasons)


def _other(name: str, near: tuple[tuple[str, str], ...]) -> Why:
    """What to say of a name that no actor bears: it may be that of a tool, of a place, or nobody’s."""
    hit = next(iter(ecosystem().search.search(name, 1)), None)
    own = reader().class_of(hit.iri) if hit else None
    if hit is None or own is None:
        said = translate(
            "Aucun acteur ni service de ce nom n’est connu ici. Cherchez-le dans l’annuaire, ou autrement."
        )
        return Why(Display(name), said, (), near)
    said = translate("Sa nature : {kind}. On ne peut demander « pourquoi pas » que d’un acteur ou de ce qu’il propose.")
    return Why(_display(hit.iri), said.replace("{kind}", own.label(language())), (), near)


def _display(iri: str) -> Display:
    mention = reader().mention(iri)
    return Display(mention.label, href(mention), mention.entity_class)


def _address(iri: str) -> str:
    return "/".join(reader().address(iri) or (iri,))
