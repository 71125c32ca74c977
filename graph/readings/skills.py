# SPDX-License-Identifier: AGPL-3.0-or-later
"""What colleagues say they know, as it is told to other colleagues: without addresses, by name only if they said so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.entity import Mention, Reader
from graph.errors import InvalidInput, Suggestion
from graph.model import Choice
from graph.readings.states import State
from graph.search import SearchIndex
from graph.skills.fairness import fairly
from graph.skills.store import KeptSkill
from graph.text.folding import filed, fold
from graph.text.wording import Phrase

LEVEL, MODE, NETWORK = "level", "access-mode", "network"
KINDS = ("tool", "need")
NEAR = 4
SOMEBODY = Phrase("Une personne qui accompagne des associations")
OF_NETWORK = Phrase("Une personne de {network}")
NAMED = Phrase("{name}, {network}")
TRUE_UNTIL, TO_CONFIRM = Phrase("valable jusqu’au {day}"), Phrase("à confirmer")
NOBODY_SEES = Phrase("plus montré")
NO_SUBJECT = Phrase("Écrivez le nom d’un outil ou d’un besoin.")
NOT_KNOWN = Phrase("« {text} » n’est pas dans la liste. Choisissez un outil qui a sa fiche, ou un besoin.")
PERHAPS = Phrase("« {text} » n’est pas dans la liste. Choisissez un nom proposé. Le plus proche : {near}.")


@dataclass(frozen=True)
class ShownSkill:
    """One of those: its number, about what, who says so in words, how well and how they help, and what it is worth.

    `own`: whoever reads it said it.
    """

    number: int
    subject: Mention
    holder: str
    level: Choice | None
    modes: tuple[str, ...]
    state: State
    until: date
    own: bool


@dataclass(frozen=True)
class SkillSeeker:
    """Who looks: an account (0 for none), its networks (paths); and how often each account was asked within a month."""

    account: int
    networks: Collection[str]
    asked: Mapping[int, int]


def iri_of(full: Reader, path: str) -> str:
    """The IRI of a path (`tool/yeswiki`)."""
    kind, _, slug = path.partition("/")
    return full.iri(kind, slug)


def shown_skill(full: Reader, one: KeptSkill, day: date, account: int) -> ShownSkill:
    """One as a colleague reads it that day."""
    told, levels = one.told, {choice.slug: choice for choice in full.model.scheme(LEVEL).choices}
    modes = {choice.slug: choice.label(full.lang) for choice in full.model.scheme(MODE).choices}
    return ShownSkill(
        number=one.number,
        subject=full.mention(iri_of(full, told.subject)),
        holder=_holder(full, one),
        level=levels.get(told.level),
        modes=tuple(modes[slug] for slug in told.modes if slug in modes),
        state=_state(full, one, day),
        until=told.until,
        own=one.account == account,
    )


def fair_list(
    full: Reader, found: Collection[KeptSkill], day: date, seeker: SkillSeeker, least: Choice | None
) -> tuple[tuple[ShownSkill, ...], int]:
    """Those who know a subject at that level or above, in the order in which to ask; and how many know less."""
    orders = {choice.slug: rank for rank, choice in enumerate(full.model.scheme(LEVEL).choices, 1)}
    enough = [one for one in found if least is None or orders.get(one.told.level, 0) >= orders[least.slug]]
    ranked = fairly(enough, day, orders, seeker.networks, seeker.asked)
    return tuple(shown_skill(full, one, day, seeker.account) for one in ranked), len(found) - len(enough)


def networks(full: Reader, day: date) -> tuple[Mention, ...]:
    """The networks of that day, in alphabetical order."""
    found = full.dataset.instances(*full.model.kind(NETWORK).classes)
    mentions = (full.mention(iri) for iri in found if full.dataset.valid(iri, day))
    return tuple(sorted(mentions, key=lambda mention: filed(mention.label)))


def subject_named(full: Reader, search: SearchIndex, text: str) -> str:
    """The path of the tool or need of that name, or whose name alone begins so; raises InvalidInput."""
    if not text:
        raise InvalidInput(NO_SUBJECT(), field="q")
    hits = search.search(text, NEAR, KINDS)
    for hit in hits:
        if fold(text) in {fold(hit.matched), fold(hit.label), fold(full.label(hit.iri))}:
            return full.key(hit.iri)
    begun = [hit for hit in hits if fold(full.label(hit.iri)).startswith(f"{fold(text)} ")]
    if len(begun) == 1:
        return full.key(begun[0].iri)
    near = tuple(Suggestion(hit.iri, full.label(hit.iri)) for hit in hits)
    if not near:
        raise InvalidInput(NOT_KNOWN(text=text), field="q")
    raise InvalidInput(PERHAPS(text=text, near=" · ".join(one.label for one in near)), field="q")


def counted(found: Iterable[KeptSkill], full: Reader) -> Mapping[str, int]:
    """How many say that they know each subject, by IRI."""
    counts: dict[str, int] = {}
    for one in found:
        iri = iri_of(full, one.told.subject)
        counts[iri] = counts.get(iri, 0) + 1
    return counts


def _holder(full: Reader, one: KeptSkill) -> str:
    network = full.label(iri_of(full, one.told.network)) if one.told.network else ""
    if one.name and network:
        return NAMED(name=one.name, network=network).text(full)
    if one.name:
        return one.name
    return OF_NETWORK(network=network).text(full) if network else SOMEBODY().text(full)


def _state(full: Reader, one: KeptSkill, day: date) -> State:
    if not one.is_shown(day):
        return State("bare", NOBODY_SEES().text(full))
    if one.fades(day):
        return State("unsure", TO_CONFIRM().text(full))
    return State("yes", TRUE_UNTIL(day=one.told.until).text(full))
