# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers between professionals: the cards of a referral, with level and consent, without links to nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for

from graph import clock
from graph.entity import Mention, Reader, Source
from graph.entity.kinds import ACTORS
from graph.expertise import AskableColleagues, Subject, bodies, is_competence, level_of
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import FOAF, SCHEMA, TIS, local_name
from graph.rdf.dataset import Dataset
from graph.readings.chains import ChainStep
from graph.readings.contacts import Reach, reach
from graph.readings.referral.cards import AnswerCard, CardShelf, read_groups
from graph.readings.skills import ShownSkill, counted
from graph.readings.states import State, Tone
from graph.referral.answer import Contact, Result
from graph.referral.mention import Ref
from graph.referral.situation import TOOL, Situation
from graph.text.folding import filed
from web.app.pages import Addressed, href, kept, reader
from web.app.values import Display
from web.site.professionals.words import ASKED, NO_LEVEL, NOT_ASKED, SAID
from web.site.skills.desk import desk

if TYPE_CHECKING:
    from graph.model import Choice
    from graph.readings.referral.understanding import ReadThing

LEVELS: dict[str, Tone] = {"expert": "yes", "proficient": "yes", "beginner": "unsure"}


@dataclass(frozen=True)
class ColleagueCard:
    """One answer: the card of the referral, who stands behind it, what they say of their level and of being asked.

    `unreached`: under which path one may say that they could not be reached, "" where there is no public card to check.
    """

    answer: AnswerCard
    anchor: str
    bodies: tuple[Mention, ...]
    states: tuple[State, ...]
    contact: Reach | None
    through: str
    sources: tuple[tuple[Source, str], ...]
    unreached: str


@dataclass(frozen=True)
class Rung:
    """The answers of one kind: a step of the ladder."""

    kind: str
    title: str
    intro: str
    cards: tuple[ColleagueCard, ...]


@dataclass(frozen=True)
class SubjectChoice:
    """Something to ask about, with its address, its shape, and how many colleagues know it."""

    shown: Display
    count: int


def rungs(full: Reader, found: AskableColleagues) -> tuple[Rung, ...]:
    """The answers by kind, best kinds first."""
    day, made = found.referral.situation.day, []
    by_rank = {result.rank: result for result in found.referral.results}
    shelf = kept("cards between professionals", CardShelf)  # of every fact: not that of public pages
    for group in read_groups(full, found.referral, shelf):
        cards = tuple(_card(full, answer, by_rank[answer.rank], day) for answer in group.answers)
        title, intro = SAID[group.kind]
        made.append(Rung(group.kind, title().text(full), intro().text(full), cards))
    return tuple(made)


def choices(full: Reader, found: tuple[Subject, ...], kind: str) -> tuple[SubjectChoice, ...]:
    """What can be asked of one kind (tool or need), each leading to who knows it, in alphabetical order."""
    field = "outil" if kind == "tool" else "domaine"
    made = []
    for subject in found:
        mention = full.mention(subject.iri)
        if mention.entity_class is not None and mention.entity_class.kind == kind:
            address = _about(field, subject.iri)
            made.append(SubjectChoice(Display(mention.label, address, mention.entity_class), subject.count))
    return tuple(sorted(made, key=lambda choice: filed(choice.shown.text)))


def with_told(found: tuple[Subject, ...], full: Reader) -> tuple[Subject, ...]:
    """The same, with what colleagues told of themselves."""
    counts = Counter({subject.iri: subject.count for subject in found})
    counts.update(counted(desk().skills.shown(clock.today()), full))
    return tuple(Subject(iri, count) for iri, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def told_document(one: ShownSkill) -> dict[str, Any]:
    """What somebody told of themselves, for programs; `ask`: where to ask them, without an address."""
    return {
        "subject": {"iri": one.subject.iri, "label": one.subject.label},
        "holder": one.holder,
        "level": one.level.slug if one.level else None,
        "until": one.until.isoformat(),
        "ask": url_for("skills.ask", competence=one.number),
    }


def unclear(full: Reader, situation: Situation) -> tuple[tuple[str, tuple[Display, ...]], ...]:
    """The words that were not understood, each with what may have been meant."""
    found = []
    for words in situation.unclear:
        near = []
        for item in words.suggestions:
            own = full.class_of(item.iri)
            field = {"need": "domaine", "tool": "outil"}.get(own.kind if own else "")
            if field:
                address = _about(field, item.iri)
                near.append(Display(full.label(item.iri), address, own))
        found.append((words.query, tuple(near)))
    return tuple(found)


def without(situation: Situation, level: Choice | None, thing: ReadThing, _form: object, instead: str = "") -> str:
    """The request as it was understood, without one thing that was read, or with another instead (a slug)."""
    asked = {"outil": [tool.iri for tool in situation.tools], "domaine": [need.iri for need in situation.needs]}
    values: dict[str, Any] = {
        field: [slug for slug in map(local_name, iris) if slug != thing.slug] for field, iris in asked.items()
    }
    if instead:
        values["outil" if thing.kind == TOOL else "domaine"].append(instead)
    return url_for("professionals.show", **values, niveau=level.slug if level else None)


def _about(field: str, iri: str) -> str:
    values: dict[str, Any] = {field: local_name(iri)}
    return url_for("professionals.show", **values)


def _card(full: Reader, answer: AnswerCard, result: Result, day: date) -> ColleagueCard:
    anchor = f"reponse-{result.rank}"
    data, offer = full.dataset, result.candidate.offer
    behind = bodies(data, offer.actor.iri, day)
    contact, through = _contact(full, answer, behind)
    shown = _reachable(answer, anchor)
    return ColleagueCard(
        answer=shown,
        anchor=anchor,
        bodies=tuple(_open(full.mention(iri)) for iri in behind),
        states=tuple(_states(full, result)),
        contact=contact,
        through=through,
        sources=tuple((source, href(source) if _is_open(source) else "") for source in answer.sources),
        unreached=shown.actor.key if shown.actor.key.partition("/")[0] in ACTORS else "",
    )


def _states(full: Reader, result: Result) -> Iterator[State]:
    """The level and the consent of a competence, each said even when nobody said it."""
    if not is_competence(result):
        return
    level = level_of(full.dataset, full.model, result.candidate.offer.iri)
    tone = LEVELS.get(level.slug, "bare") if level else "bare"
    yield State(tone, level.label(full.lang) if level else NO_LEVEL().text(full))
    if full.dataset.flag(result.candidate.offer.iri, TIS.acceptsQuestions):
        yield State("yes", ASKED().text(full))
    else:
        yield State("unsure", NOT_ASKED().text(full))


def _contact(full: Reader, answer: AnswerCard, behind: tuple[str, ...]) -> tuple[Reach | None, str]:
    """How to reach them, else how to reach the organisation through which they are met, named."""
    if answer.contact is not None:
        return answer.contact, ""
    for iri in behind:
        found = reach(_of(full.dataset, iri))
        if found is not None:
            return found, full.label(iri)
    return None, ""


def _of(data: Dataset, iri: str) -> Contact:
    ways = (FOAF.homepage, SCHEMA.email, SCHEMA.telephone, TIS.contactPage)
    url, email, telephone, page = (_first(data, iri, path) for path in ways)
    return Contact(url, email, telephone, Ref(iri, ""), page)


def _first(data: Dataset, iri: str, path: str) -> str | None:
    value = next(iter(data.values(iri, path)), None)
    return value if value is None or isinstance(value, str) else value.value


def _reachable(answer: AnswerCard, anchor: str) -> AnswerCard:
    """The card with links to public pages only: what is restricted has no page, and is described on the card itself."""
    chains = tuple(tuple(_step(step, f"#{anchor}") for step in chain) for chain in answer.chains)
    wholly = all(_is_open(step) for chain in answer.chains for step in chain)
    return replace(
        answer,
        thing=_open(answer.thing),
        actor=_open(answer.actor),
        provider=answer.provider and _open(answer.provider),
        chains=chains,
        # The public map does not hold a way that passes by restricted things.
        ends=answer.ends if wholly else None,
    )


def _step(step: ChainStep, instead: str) -> ChainStep:
    return step if _is_open(step) else replace(step, iri=instead, key="")


def _open(mention: Mention) -> Mention:
    """The thing, leading nowhere when not everybody may read its card."""
    return mention if _is_open(mention) else replace(mention, iri="", key="")


def _is_open(thing: Addressed) -> bool:
    """Whether it leads to no card here, or to one that everybody may read."""
    public = reader()
    known = not thing.key or thing.iri == ONTOLOGY_SOURCE
    return known or thing.iri in public.model.choices or thing.iri in public.dataset
