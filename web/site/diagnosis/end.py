# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of a guided diagnosis: what to confirm and why, the first small step, the tool to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.diagnosis.given import Given
from graph.diagnosis.outcome import Because, Found, Outcome, Unsaid
from graph.entity import Reader
from graph.model import Choice
from graph.namespaces import SCHEMA, TIS, local_name
from web.app.language import language, plural, translate
from web.app.pages import mention_of
from web.app.texts import quoted
from web.app.values import Display, display_of
from web.site.diagnosis.page import address

if TYPE_CHECKING:
    from graph.readings.beginnings import Beginning

RESOURCES = 4
TOOLS = 4  # tools asked about at first: a referral about everything at once helps nobody to begin
WORKING_PAPERS = ("minutes", "form", "directory")
NOT_YET = ("announced", "to-confirm")


@dataclass(frozen=True)
class Item:
    """A need, a tool or an audience to confirm: its value, its name, why it is there, and whether it is kept."""

    value: str
    label: str
    why: str
    kept: bool


@dataclass(frozen=True)
class Corrected:
    """What the person kept and added at the end (IRIs)."""

    needs: tuple[str, ...]
    tools: tuple[str, ...]
    audiences: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """What to confirm at the end: the needs first, those for later, the tools in use, the audiences."""

    needs: tuple[Item, ...]
    later: tuple[Item, ...]
    tools: tuple[Item, ...]
    audiences: tuple[Item, ...]

    @property
    def kept(self) -> int:
        """How many needs are kept."""
        return sum(item.kept for item in (*self.needs, *self.later))


@dataclass(frozen=True)
class Silence:
    """A broad theme about which nothing was said; `answer` is where to answer a skipped question about it, or ""."""

    theme: Display
    answer: str


@dataclass(frozen=True)
class Moment:
    """Whether the time has come, said kindly; `ready` when nothing holds back."""

    title: str
    text: str
    ready: bool


def lists(outcome: Outcome, corrected: Corrected | None) -> Lists:
    """What to confirm; once corrected, what was unticked stays in sight and what was added comes last."""
    default = translate("pour commencer : aucune réponse n’indique un besoin plus précis")
    if corrected is None:
        return Lists(
            _items(outcome.needs, None, default),
            _items(outcome.later, (), ""),
            _items(outcome.tools, tuple(found.iri for found in outcome.tools[:TOOLS]), ""),
            _items(outcome.audiences, None, ""),
        )
    known = {found.iri for found in (*outcome.needs, *outcome.later)}
    added = tuple(Found(iri, ()) for iri in corrected.needs if iri not in known)
    mine = translate("ajouté par vous")
    return Lists(
        _items(outcome.needs, corrected.needs, default) + _items(added, None, mine),
        _items(outcome.later, corrected.needs, ""),
        _items(outcome.tools, corrected.tools, ""),
        _items(outcome.audiences, corrected.audiences, ""),
    )


def _items(found: Iterable[Found], kept: tuple[str, ...] | None, otherwise: str) -> tuple[Item, ...]:
    """All of them ticked when nothing was corrected; `otherwise` is why when no answer says it."""
    return tuple(
        Item(
            local_name(item.iri),
            mention_of(item.iri).label,
            _why(item.because) or otherwise,
            kept is None or item.iri in kept,
        )
        for item in found
    )


def _why(reasons: tuple[Because, ...]) -> str:
    """« parce que vous avez répondu … », each answer once; "" without reason."""
    answers = dict.fromkeys(quoted(reason.answer.label(language())) for reason in reasons)
    return translate("parce que vous avez répondu {said}").format(said=", ".join(answers)) if answers else ""


def title(found: Lists) -> str:
    """What the answers lead to, in a sentence."""
    count = sum(map(len, (found.needs, found.later)))
    return plural("{n} besoin ressort de vos réponses", "{n} besoins ressortent de vos réponses", count).format(n=count)


def silences(reader: Reader, given: Given, unsaid: Iterable[Unsaid]) -> tuple[Silence, ...]:
    """The themes left aside, each with the way to answer the question skipped about it."""
    return tuple(
        Silence(display_of(reader, item.iri), address(given, item.skipped.slug) if item.skipped else "")
        for item in unsaid
    )


def moment(reader: Reader, iri: str) -> Moment | None:
    """Whether the time has come, None when no answer tells."""
    choices = reader.model.scheme("readiness").choices
    choice: Choice | None = reader.model.choices.get(iri)
    if choice is None:
        return None
    return Moment(choice.label(reader.lang), choice.definition(reader.lang), choice == choices[-1])


def first_step(given: Given, outcome: Outcome, begin: Beginning | None) -> str:
    """The first of the small steps that the answers tell, else that of the tool to begin with, else a general one."""
    lang = language()
    if outcome.steps:
        return outcome.steps[0](lang)
    if begin is not None and begin.tool.first_step:
        return f"{begin.tool.title.label} : {begin.tool.first_step}"
    return given.questionnaire.first_step(lang)


def resources(reader: Reader, iris: Iterable[str]) -> tuple[Display, ...]:
    """What exists already to read or to watch about these needs and tools, in their order."""
    data, own = reader.dataset, reader.model.kind("resource").iri
    about = dict.fromkeys(found for iri in iris for found in data.subjects(SCHEMA.about, iri))
    ready = [iri for iri in about if own in data.types(iri) and not _is_set_aside(reader, iri)]
    return tuple(display_of(reader, iri) for iri in ready[:RESOURCES])


def _is_set_aside(reader: Reader, iri: str) -> bool:
    """Whether it is still to come, or made for those who work on the map."""
    links = reader.dataset.links
    to_come = any(local_name(state) in NOT_YET for state in links(iri, TIS.state))
    return to_come or any(local_name(kind) in WORKING_PAPERS for kind in links(iri, TIS.resourceKind))
