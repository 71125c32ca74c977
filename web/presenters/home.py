# SPDX-License-Identifier: AGPL-3.0-or-later
"""The home page: the question and its branches, what changed, figures; all counted in the dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from graph.entity import Mention, Reader
from graph.model import Choice, EntityClass
from graph.namespaces import DCT, ORG, RDF, SCHEMA, SKOS, TIS, local_name
from web.filters import sentence
from web.language import translate
from web.presenters.measure import fit, width

BRANCHES, LEAVES = 6, 3
# What answers a need, nearest to the person first.
ANSWERS = (TIS.meetsNeed, TIS.worksOn, DCT.subject)
DRAWING, BOX, LONGEST = 640.0, 262.0, 29  # widths in units of the drawing; characters of a need that reads at a glance
LATEST, SAME_KIND, SAME_DAY = 7, 3, 2
# What is only planned has neither begun nor ended for having a date.
PLANNED = {"announced", "to-confirm"}


@dataclass(frozen=True)
class Leaf:
    """One answer at the end of a branch."""

    mention: Mention
    label: str
    href: str
    x: float
    y: float
    path: str


@dataclass(frozen=True)
class Branch:
    """One need, its box and its leaves; units of the drawing."""

    label: str
    href: str
    tint: int
    x: float
    y: float
    width: float
    path: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class News:
    """One dated thing that happened, or will."""

    day: date
    mention: Mention
    text: str
    more: str


@dataclass(frozen=True)
class Figure:
    """How many entries of a kind, and how many of them hold today (None when that says nothing)."""

    entity_class: EntityClass
    count: int
    active: int | None


def answered_needs(reader: Reader) -> tuple[tuple[Mention, tuple[Mention, ...]], ...]:
    """The needs that most kinds of entries answer, with short names first, and their answers."""
    scheme = next((scheme for scheme in reader.model.schemes if scheme.slug == "need"), None)
    narrow = [choice for choice in scheme.choices if choice.broader] if scheme else []
    found = [(choice, answers) for choice in narrow if (answers := _answers(reader, choice))]
    ranked = sorted(found, key=lambda item: _interest(item[0].label(reader.lang), item[0].slug, item[1]))
    return tuple((reader.mention(choice.iri), tuple(answers)) for choice, answers in _distinct(ranked))


def _interest(label: str, slug: str, answers: list[Mention]) -> tuple[bool, bool, float, str]:
    """Answers of several kinds first, then names that read at a glance."""
    variety = _variety(answers)
    return variety < 20, len(label) > LONGEST, -variety, slug


def branches(
    needs: Sequence[tuple[Mention, Sequence[Mention]]], address: Callable[[Mention], str]
) -> tuple[Branch, ...]:
    """The needs and some answers of each, placed beside the question."""
    drawn: list[Branch] = []
    shown: set[str] = set()
    for index, (need, found) in enumerate(needs):
        fresh = sorted(found, key=lambda item: item.iri in shown)
        branch = _branch((index, len(needs)), need, fresh, address)
        drawn.append(branch)
        shown |= {leaf.mention.iri for leaf in branch.leaves}
    return tuple(drawn)


def _answers(reader: Reader, choice: Choice) -> list[Mention]:
    """What says that it answers a need: services, actors, networks and tools, each once."""
    iris = dict.fromkeys(iri for path in ANSWERS for iri in reader.dataset.subjects(path, choice.iri))
    mentions = [reader.mention(iri) for iri in iris]
    shown = [
        item for item in mentions if item.entity_class and item.entity_class.directory and not _owned(reader, item.iri)
    ]
    return sorted(
        shown, key=lambda item: (item.entity_class.order if item.entity_class else 0, len(item.label), item.label)
    )


def _owned(reader: Reader, iri: str) -> bool:
    """Whether it is a proprietary tool: those are known so that one can leave them, not to be shown first."""
    return reader.dataset.flag(iri, TIS.freeSoftware) is False


def _variety(found: list[Mention]) -> float:
    """Local answers of several kinds count more than many tools of one kind."""
    kinds = {item.entity_class.family for item in found if item.entity_class}
    return 10 * len(kinds) + min(len(found), 9)


def _distinct(ranked: list[tuple[Choice, list[Mention]]]) -> list[tuple[Choice, list[Mention]]]:
    """The first needs of different themes, so that the branches do not repeat themselves."""
    themes: dict[str, int] = {}
    kept: list[tuple[Choice, list[Mention]]] = []
    for choice, found in ranked:
        theme = choice.broader[0]
        if themes.get(theme, 0) < 2 and len(kept) < BRANCHES:
            themes[theme] = themes.get(theme, 0) + 1
            kept.append((choice, found))
    return kept


def _pick(found: list[Mention]) -> list[Mention]:
    """At most LEAVES answers, a different family first."""
    chosen: list[Mention] = []
    # A name that fits is read; one that is cut is guessed.
    for item in sorted(found, key=lambda item: len(item.label) > LONGEST):
        if item.entity_class and item.entity_class.family not in {
            kept.entity_class.family for kept in chosen if kept.entity_class
        }:
            chosen.append(item)
    rest = sorted((item for item in found if item not in chosen), key=lambda item: len(item.label) > LONGEST)
    return sorted((chosen + rest)[:LEAVES], key=lambda item: item.entity_class.order if item.entity_class else 0)


def _branch(place: tuple[int, int], need: Mention, found: list[Mention], address: Callable[[Mention], str]) -> Branch:
    index, count = place
    label = fit(sentence(need.label), BOX - 28, bold=True)
    y = 48.0 + index * (474 / (count - 1)) if count > 1 else 285.0
    wide = width(label, bold=True) + 28
    x = 103 + 20 * _bulge(index, count)
    picked = _pick(found)
    leaves = tuple(
        _leaf(item, number - (len(picked) - 1) / 2, (x + wide, y), address) for number, item in enumerate(picked)
    )
    return Branch(
        label, address(need), index % 7 + 1, x, y, wide, f"M-70 285C20 285 0 {y:.0f} {x + 6:.0f} {y:.0f}", leaves
    )


def _bulge(index: int, count: int) -> float:
    """How far a branch goes out: the middle ones further, so that the whole is round."""
    middle = (count - 1) / 2
    return 1 - abs(index - middle) / middle if middle else 0.0


def _leaf(item: Mention, rank: float, start: tuple[float, float], address: Callable[[Mention], str]) -> Leaf:
    left, middle = start
    x, y = left + 46, middle + rank * 27
    curve = f"C{left + 30:.0f} {middle:.0f} {left + 16:.0f} {y:.0f} {x:.0f} {y:.0f}"
    return Leaf(item, fit(item.label, DRAWING - x - 14), address(item), x, y, f"M{left:.0f} {middle:.0f}{curve}")


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
    data = reader.dataset
    for iri in data.instances(ORG.ChangeEvent):
        day = data.day(iri, DCT.date)
        if day:
            yield News(day, reader.mention(iri), "", data.text(iri, DCT.description, reader.lang) or "")
    for path, words in ((SCHEMA.endDate, translate("a pris fin")), (SCHEMA.startDate, translate("a commencé"))):
        for iri in sorted({fact.s for fact in data.facts(p=path)}):
            day, mention = data.day(iri, path), reader.mention(iri)
            own = mention.entity_class
            if day and day <= today and own and own.directory and not own.scheme and not _planned(reader, iri):
                doubt = (
                    f" ({translate('à confirmer')})"
                    if data.text(iri, TIS.openQuestion) and path == SCHEMA.endDate
                    else ""
                )
                yield News(day, mention, words + doubt, data.text(iri, DCT.description, reader.lang) or "")
    for iri in data.instances(SCHEMA.PlanAction):
        day = data.day(iri, SCHEMA.scheduledTime)
        if day:
            states = ", ".join(reader.label(state).lower() for state in data.links(iri, TIS.state))
            yield News(day, reader.mention(iri), f"({states})" if states else "", "")


def _planned(reader: Reader, iri: str) -> bool:
    return any(local_name(state) in PLANNED for state in reader.dataset.links(iri, TIS.state))


def figures(reader: Reader, today: date) -> tuple[Figure, ...]:
    """Counts of the main kinds of the directory, in the model's order."""
    found = []
    for own in reader.model.classes:
        if not own.directory or own.restricted or own.scheme or own.iri in {SKOS.Concept, TIS.Competence}:
            continue
        iris = [fact.s for fact in reader.dataset.facts(p=RDF.type, o=own.iri)]
        dated = [
            iri for iri in iris if reader.dataset.day(iri, SCHEMA.startDate) or reader.dataset.day(iri, SCHEMA.endDate)
        ]
        active = sum(reader.dataset.valid(iri, today) for iri in iris) if dated else None
        if iris:
            found.append(Figure(own, len(set(iris)), active))
    return tuple(found[:8])
