# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one looks for about a need: who answers here, free tools, the question that leads to it, needs around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.diagnosis.questionnaire import Questionnaire, questionnaires
from graph.entity import Mention, Reader
from graph.namespaces import SCHEMA, SKOS, TIS
from graph.readings.nearby import ASKED, Nearby, Surroundings, nearby
from graph.readings.resources import resources
from graph.readings.tools import FreeTools, suggested
from graph.referral.situation import Query

if TYPE_CHECKING:
    from datetime import date

SCHEME = "need"
# What is listed here rather than as links to the need.
TOLD = (TIS.meetsNeed, TIS.worksOn, TIS.impliesNeed, SKOS.broader, SKOS.narrower, SKOS.related, SCHEMA.about)


@dataclass(frozen=True)
class LeadingQuestion:
    """A question of a diagnosis with the answers that lead to the need, and the questionnaire that asks it."""

    question: str
    answers: tuple[str, ...]
    questionnaire: Questionnaire


@dataclass(frozen=True)
class NeedSheet:
    """A need's page. `words` are what people type; `used` are the tools that are not free, as they are met."""

    slug: str
    words: tuple[str, ...]
    nearby: Nearby
    tools: FreeTools | None
    used: tuple[Mention, ...]
    leads: tuple[LeadingQuestion, ...]
    broader: tuple[Mention, ...]
    narrower: tuple[Mention, ...]
    related: tuple[Mention, ...]
    resources: tuple[Mention, ...]


def need_sheet(reader: Reader, around: Surroundings, iri: str, day: date) -> NeedSheet | None:
    """The page of a need, as seen from the home département; None for anything else."""
    choice = reader.model.choices.get(iri)
    if choice is None or choice.scheme != reader.model.scheme(SCHEME).iri:
        return None
    asked = Query(needs=(choice.slug,), limit=ASKED, date=day.isoformat())
    data = reader.dataset
    tools = data.subjects(TIS.meetsNeed, iri)
    return NeedSheet(
        slug=choice.slug,
        words=tuple(data.texts(iri, SKOS.altLabel, reader.lang)) if data.texts(iri, SKOS.altLabel) else (),
        nearby=nearby(reader, around, asked),
        tools=next(iter(suggested(reader, around.situation(asked))), None),
        used=tuple(reader.mention(tool) for tool in tools if data.flag(tool, TIS.freeSoftware) is False),
        leads=tuple(_leads(reader, iri)),
        broader=_needs(reader, choice.broader),
        narrower=_needs(reader, (item.iri for item in reader.model.scheme(SCHEME).narrower(iri))),
        related=_needs(reader, dict.fromkeys([*data.links(iri, SKOS.related), *data.subjects(SKOS.related, iri)])),
        resources=resources(reader, [iri]),
    )


def _needs(reader: Reader, iris: Iterable[str]) -> tuple[Mention, ...]:
    return tuple(reader.mention(iri) for iri in iris)


def _leads(reader: Reader, need: str) -> Iterator[LeadingQuestion]:
    """The questions of every diagnosis of which some answer reveals the need."""
    lang = reader.lang
    for item in questionnaires(reader.dataset):
        for question in item.questions:
            answers = tuple(answer.label(lang) for answer in question.answers if need in answer.needs)
            if answers:
                yield LeadingQuestion(question.label(lang), answers, item)
