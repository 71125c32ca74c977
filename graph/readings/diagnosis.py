# SPDX-License-Identifier: AGPL-3.0-or-later
"""The end of a guided diagnosis: what to confirm and why, the first small step, the tool to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.diagnosis.given import Given
from graph.diagnosis.outcome import Because, Implied, Outcome, conclude
from graph.entity import Mention, Reader
from graph.model import Choice
from graph.namespaces import local_name
from graph.readings.beginnings import Beginning, beginning
from graph.readings.nearby import Surroundings
from graph.readings.resources import resources
from graph.referral.situation import Query
from graph.referral.tools import TRANSITION_NEED
from graph.text.punctuation import quoted
from graph.text.wording import Label, Phrase, Plural

if TYPE_CHECKING:
    from graph.referral.situation import Unresolved

TOOLS = 4  # tools asked about at first: a referral about everything at once helps nobody to begin
DEFAULT = Label("pour commencer : aucune réponse n’indique un besoin plus précis")
MINE = Label("ajouté par vous")
BECAUSE = Phrase("parce que vous avez répondu {said}")
TITLE = Plural("{count} besoin ressort de vos réponses", "{count} besoins ressortent de vos réponses")


@dataclass(frozen=True)
class ToConfirm:
    """A need, a tool or an audience to confirm, why it is there, and whether it is kept."""

    thing: Mention
    why: str
    kept: bool

    @property
    def slug(self) -> str:
        """How it is named in a form."""
        return local_name(self.thing.iri)


@dataclass(frozen=True)
class Corrected:
    """What the person kept and added at the end (IRIs), and the words that were not understood."""

    needs: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


@dataclass(frozen=True)
class Moment:
    """Whether the time has come, said kindly; `ready` when nothing holds back."""

    choice: Choice
    ready: bool


@dataclass(frozen=True)
class DiagnosisEnd:
    """What the answers lead to: the needs first, those for later, the tools in use and the audiences, to be confirmed.

    `moment` is None when no answer tells; `begin` when nothing is to be changed, or by no known tool.
    """

    title: str
    needs: tuple[ToConfirm, ...]
    later: tuple[ToConfirm, ...]
    tools: tuple[ToConfirm, ...]
    audiences: tuple[ToConfirm, ...]
    moment: Moment | None
    first_step: str
    begin: Beginning | None
    outcome: Outcome
    resources: tuple[Mention, ...]


def corrected(around: Surroundings, asked: Query) -> Corrected:
    """What was kept and added, understood; raises as the resolver does."""
    if not (asked.needs or asked.tools):
        return Corrected()
    situation = around.situation(asked)
    groups = (situation.needs, situation.tools, situation.audiences)
    needs, tools, audiences = (tuple(item.iri for item in group) for group in groups)
    return Corrected(needs, tools, audiences, situation.unresolved)


def diagnosis_end(reader: Reader, around: Surroundings, given: Given, kept: Corrected | None) -> DiagnosisEnd:
    """What the answers lead to; once corrected, what was unticked stays in sight and what was added comes last."""
    outcome = conclude(given, reader.model)
    needs, later, tools, audiences = _lists(reader, outcome, kept)
    changing = bool(outcome.readiness) or TRANSITION_NEED in {item.iri for item in (*outcome.needs, *outcome.later)}
    in_use = [item.thing.iri for item in tools if item.kept or not kept]
    begin = _beginning(reader, around, in_use) if changing else None
    return DiagnosisEnd(
        title=TITLE(len(needs) + len(later)).text(reader),
        needs=needs,
        later=later,
        tools=tools,
        audiences=audiences,
        moment=_moment(reader, outcome.readiness),
        first_step=_first_step(given, outcome, begin, reader.lang),
        begin=begin,
        outcome=outcome,
        resources=resources(reader, [item.iri for group in (outcome.needs, outcome.tools) for item in group]),
    )


def _lists(reader: Reader, outcome: Outcome, kept: Corrected | None) -> tuple[tuple[ToConfirm, ...], ...]:
    """Needs, needs for later, tools, audiences."""
    default = DEFAULT(reader.lang)
    if kept is None:
        first = tuple(item.iri for item in outcome.tools[:TOOLS])
        return (
            _to_confirm(reader, outcome.needs, None, default),
            _to_confirm(reader, outcome.later, ()),
            _to_confirm(reader, outcome.tools, first),
            _to_confirm(reader, outcome.audiences, None),
        )
    known = {item.iri for item in (*outcome.needs, *outcome.later)}
    added = [Implied(iri, ()) for iri in kept.needs if iri not in known]
    needs = _to_confirm(reader, outcome.needs, kept.needs, default)
    return (
        needs + _to_confirm(reader, added, None, MINE(reader.lang)),
        _to_confirm(reader, outcome.later, kept.needs),
        _to_confirm(reader, outcome.tools, kept.tools),
        _to_confirm(reader, outcome.audiences, kept.audiences),
    )


def _to_confirm(
    reader: Reader, found: Iterable[Implied], kept: tuple[str, ...] | None, otherwise: str = ""
) -> tuple[ToConfirm, ...]:
    """All of them kept when nothing was corrected; `otherwise` is why when no answer says it."""
    return tuple(
        ToConfirm(reader.mention(item.iri), _why(reader, item.because) or otherwise, kept is None or item.iri in kept)
        for item in found
    )


def _why(reader: Reader, reasons: tuple[Because, ...]) -> str:
    """« parce que vous avez répondu … », each answer once; "" without reason."""
    answers = dict.fromkeys(quoted(reason.answer.label(reader.lang), reader.lang) for reason in reasons)
    return BECAUSE(said=", ".join(answers)).text(reader) if answers else ""


def _moment(reader: Reader, iri: str) -> Moment | None:
    choices, choice = reader.model.scheme("readiness").choices, reader.model.choices.get(iri)
    return Moment(choice, choice == choices[-1]) if choice else None


def _first_step(given: Given, outcome: Outcome, begin: Beginning | None, lang: str) -> str:
    """The first of the small steps that the answers tell, else that of the tool to begin with, else a general one."""
    if outcome.steps:
        return outcome.steps[0](lang)
    if begin is not None and begin.tool.first_step:
        return f"{begin.tool.title.label} : {begin.tool.first_step}"
    return given.questionnaire.first_step(lang)


def _beginning(reader: Reader, around: Surroundings, tools: Iterable[str]) -> Beginning | None:
    """Which tool to begin with, from the advice on those in use."""
    asked = (around.situation(Query(tools=(tool,))) for tool in tools)
    return beginning(reader, [one for situation in asked for one in around.engine.answer(situation, limit=1).advice])
