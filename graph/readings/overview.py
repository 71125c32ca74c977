# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole at a glance: the needs that are best answered, what changed lately, how many there are of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from graph.entity import Mention, Reader
from graph.entity.existence import is_there, planned
from graph.model import Choice, EntityClass
from graph.namespaces import DCT, ORG, SCHEMA, SKOS, TIS
from graph.text.sentences import first_sentence, inner
from graph.text.wording import Label

MOST, LOCAL = 6, 3
PLENTY = 5  # tools beyond which one more changes nothing: the list of needs gives the order
Needs = list[tuple[Choice, list[Mention]]]
# What answers a need, nearest to the person first.
ANSWERS = (TIS.meetsNeed, TIS.worksOn, DCT.subject)
LATEST, SAME_KIND, SAME_DAY = 7, 3, 2
ENDED, BEGAN, UNSURE = Label("Fin :"), Label("Début :"), Label("à confirmer")


@dataclass(frozen=True)
class News:
    """One dated thing that happened, or will: `lead` says of it what no verb has to agree with."""

    day: date
    lead: str
    mention: Mention
    text: str
    more: str


@dataclass(frozen=True)
class KindFigure:
    """How many entries of a kind, and how many of them hold today (None when that says nothing)."""

    entity_class: EntityClass
    count: int
    active: int | None


def answered_needs(reader: Reader, today: date) -> tuple[tuple[Mention, tuple[Mention, ...]], ...]:
    """The needs that most people of the territory answer, then those that most tools do; one of each theme."""
    choices = reader.model.scheme("need").choices
    tops = {choice.iri for choice in choices if not choice.broader}
    # Needs of the first rank are those that associations name; narrower ones are details of these.
    found = [(choice, _answers(reader, choice, today)) for choice in choices if set(choice.broader) & tops]
    by_people = sorted(found, key=lambda item: (-_people(item[1]), -len(item[1]), item[0].order))
    by_tools = sorted(found, key=lambda item: (-_ready(item[1]), item[0].order))
    kept = _distinct([item for item in by_people if _people(item[1])], [], LOCAL)
    kept += _distinct([item for item in by_tools if _ready(item[1])], kept, MOST - len(kept))
    return tuple((reader.mention(choice.iri), tuple(answers)) for choice, answers in kept)


def _people(answers: list[Mention]) -> int:
    """How many of the answers are someone to call, or what they offer."""
    kinds = [item.entity_class.iri for item in answers if item.entity_class]
    return kinds.count(ORG.FormalOrganization) + kinds.count(SCHEMA.Service)


def _ready(answers: list[Mention]) -> int:
    """How many tools answer, up to PLENTY; one that is open online counts double, it can be tried today."""
    kinds = [item.entity_class.iri for item in answers if item.entity_class]
    return min(PLENTY, kinds.count(SCHEMA.SoftwareApplication) + 2 * kinds.count(SCHEMA.WebApplication))


def _answers(reader: Reader, choice: Choice, today: date) -> list[Mention]:
    """What says that it answers a need: services, actors, networks and tools, each once, closed ones apart."""
    iris = dict.fromkeys(iri for path in ANSWERS for iri in reader.dataset.subjects(path, choice.iri))
    mentions = [reader.mention(iri) for iri in iris]
    shown = [
        item
        for item in mentions
        if item.entity_class
        and item.entity_class.directory
        and reader.dataset.valid(item.iri, today)
        and not _owned(reader, item.iri)
    ]
    return sorted(
        shown, key=lambda item: (item.entity_class.order if item.entity_class else 0, len(item.label), item.label)
    )


def _owned(reader: Reader, iri: str) -> bool:
    """Whether it is a proprietary tool: those are known so that one can leave them, not to be shown first."""
    return reader.dataset.flag(iri, TIS.freeSoftware) is False


def _distinct(ranked: Needs, before: Needs, most: int) -> Needs:
    """The first needs of themes that no other has, so that the branches do not repeat themselves."""
    themes = {choice.broader[0] for choice, _ in before}
    kept: Needs = []
    for choice, found in ranked:
        if choice.broader[0] not in themes and len(kept) < most:
            themes.add(choice.broader[0])
            kept.append((choice, found))
    return kept


def news(reader: Reader, today: date) -> tuple[News, ...]:
    """What changed, ended, began or is planned, latest first; not too many of one kind."""
    # On one day, changes come before what they end: the sort keeps the order in which they were found.
    found = sorted(_dated(reader, today), key=lambda item: item.day, reverse=True)
    kept: list[News] = []
    for item in found:
        same = [other for other in kept if other.mention.entity_class == item.mention.entity_class]
        same_day = [other for other in kept if other.day == item.day]
        known = item.mention.iri in {other.mention.iri for other in kept}
        if len(same) < SAME_KIND and len(same_day) < SAME_DAY and not known and len(kept) < LATEST:
            kept.append(item)
    return tuple(kept)


def _dated(reader: Reader, today: date) -> Iterator[News]:
    yield from _events(reader)
    for path, words in ((SCHEMA.endDate, ENDED), (SCHEMA.startDate, BEGAN)):
        yield from _edges(reader, path, words(reader.lang), today)
    yield from _plans(reader)


def _events(reader: Reader) -> Iterator[News]:
    for iri in reader.dataset.instances(ORG.ChangeEvent):
        day = reader.dataset.day(iri, DCT.date)
        if day:
            yield News(day, "", reader.mention(iri), "", _about(reader, iri))


def _edges(reader: Reader, path: str, words: str, today: date) -> Iterator[News]:
    """What ended, or what began, before today; an end that a question is open about is to be confirmed.

    What is only planned has neither begun nor ended for having a date.
    """
    data = reader.dataset
    for iri in sorted({fact.s for fact in data.facts(p=path)}):
        day, mention = data.day(iri, path), reader.mention(iri)
        own = mention.entity_class
        if day and day <= today and own and own.directory and not own.scheme and not planned(data, iri):
            unsure = data.text(iri, TIS.openQuestion) and path == SCHEMA.endDate
            yield News(day, words, mention, f"({UNSURE(reader.lang)})" if unsure else "", _about(reader, iri))


def _plans(reader: Reader) -> Iterator[News]:
    data = reader.dataset
    for iri in data.instances(SCHEMA.PlanAction):
        day = data.day(iri, SCHEMA.scheduledTime)
        if day:
            states = ", ".join(inner(reader.label(state)) for state in data.links(iri, TIS.state))
            yield News(day, "", reader.mention(iri), f"({states})" if states else "", "")


def _about(reader: Reader, iri: str) -> str:
    return first_sentence(reader.dataset.text(iri, DCT.description, reader.lang) or "")


def figures(reader: Reader, today: date) -> tuple[KindFigure, ...]:
    """Counts of the main kinds of the directory, in the model's order."""
    found = []
    for own in reader.model.classes:
        if not own.directory or own.restricted or own.scheme or own.iri in {SKOS.Concept, TIS.Competence}:
            continue
        iris = reader.dataset.instances(*own.classes)
        dated = [
            iri for iri in iris if reader.dataset.day(iri, SCHEMA.startDate) or reader.dataset.day(iri, SCHEMA.endDate)
        ]
        active = sum(is_there(reader.dataset, iri, today) for iri in iris) if dated else None
        if iris:
            found.append(KindFigure(own, len(iris), active))
    return tuple(found[:8])
