# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer: ranked results with their reasons and path, what was missing, advice and gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol

from graph.entity.known import Known
from graph.model import Texts
from graph.rdf.dataset import Fact
from graph.referral._types import ANIMATOR, DIRECT, ENTRY_POINT, INDIRECT, NEARBY, Candidate, Criterion, Offer, Verdict
from graph.referral.mention import Ref
from graph.referral.situation import Situation
from graph.referral.standing import SUBJECT, is_exact, is_helper, is_tool, rung
from graph.referral.tools import TRANSITION
from graph.text.wording import FRENCH, Phrase, Speaker, Spoken, Template

RULES = {
    ENTRY_POINT: Phrase("Qui a pour rôle d’accueillir et d’orienter est proposé quelle que soit la demande."),
    ANIMATOR: Phrase("Qui anime un réseau est proposé quand personne d’autre ne répond."),
    TRANSITION: Phrase("Qui aide à passer à des outils libres est proposé à qui utilise un outil qui ne l’est pas."),
}
"""What is said of everybody, which no fact of the dataset says; the page of the ranking explains each."""
EXACT, NARROWER, WIDER, BESIDE, TOOL = "exact", "narrower", "wider", "beside", "tool"
FITS = (EXACT, NARROWER, WIDER, SUBJECT, BESIDE, TOOL)


class CriterionReason(NamedTuple):
    """What one criterion says; its verdict may have nothing to tell."""

    criterion: Criterion
    verdict: Verdict

    def sentences(self, speaker: Speaker = FRENCH) -> tuple[tuple[str, str], ...]:
        """(text, state) of the reason, if it has something to tell, and of its notes."""
        _, said, state, _, notes, _ = self.verdict
        first = ((said.text(speaker), state),) if said is not None else ()
        return first + tuple([(note.text(speaker), its) for note, its in notes]) if notes else first


class PathEdge(NamedTuple):
    """One fact of the path, with the sentence that says it and the French names of its ends."""

    fact: Fact
    sentence: Template
    subject: str
    target: str

    def text(self, speaker: Speaker = FRENCH) -> str:
        """The fact in words."""
        fact, sentence, subject, target = self
        if speaker.lang == "fr":
            return sentence.fr.replace("{s}", subject).replace("{o}", target)
        subject = speaker.name(fact.s, subject)
        target = speaker.name(fact.o, target) if isinstance(fact.o, str) else target
        return sentence.template(speaker.lang).replace("{s}", subject).replace("{o}", target)


class Detail(NamedTuple):
    """A field to show beside an answer: its name and its values, in one language."""

    field: str
    label: str
    values: tuple[str, ...]


class Contact(NamedTuple):
    """How to reach: each is None when nobody said; `page` is the one that is made for it, `url` the site."""

    url: str | None
    email: str | None
    telephone: str | None
    who: Ref
    page: str | None = None


class DetailReader(Protocol):
    """Reads what is shown beside an answer."""

    def contact(self, candidate: Candidate) -> Contact:
        """How to reach the one to call."""

    def details(self, candidate: Candidate, speaker: Speaker = FRENCH) -> tuple[Detail, ...]:
        """The fields known, in the order to show."""

    def known(self, candidate: Candidate, path: tuple[PathEdge, ...]) -> Known:
        """How it is known that this is offered."""


@dataclass(frozen=True)
class Result:
    """One answer. `service` is None when the actor itself answers; contact and details are read when asked for.

    `last`: something puts it below all others, and `warnings` say what.
    """

    rank: int
    score: float
    reasons: tuple[CriterionReason, ...]
    path: tuple[PathEdge, ...]
    candidate: Candidate = field(repr=False)
    reader: DetailReader = field(repr=False, compare=False)
    last: bool = False

    @property
    def kind(self) -> str:
        """The rung of the ladder: direct, indirect, entry-point, nearby or animator.

        What does not meet the very thing that was asked for is never a direct answer.
        """
        return rung(self.candidate.match)

    @property
    def fit(self) -> str:
        """How it fits what was asked for: exact, narrower, wider, subject, beside, tool; "" for who orients."""
        offer, match = self.candidate.offer, self.candidate.match
        if match.kind not in (DIRECT, INDIRECT, NEARBY):
            return ""
        if is_tool(offer):
            return TOOL
        if self.beside:
            return BESIDE
        if not is_exact(match):
            return NARROWER if any(steps and steps > 0 for steps in match.needs) else WIDER
        return EXACT if is_helper(offer) else SUBJECT

    @property
    def rule(self) -> str:
        """The slug of the rule that leads to it where no fact does, "" for nearly all: see `RULES`."""
        match = self.candidate.match
        if match.kind in RULES:
            return match.kind
        return TRANSITION if TRANSITION in match.tools else ""

    @property
    def beside(self) -> bool:
        """Whether it helps with a tool in use, and with none of the needs asked for."""
        return self.candidate.match.beside

    @property
    def closing(self) -> date | None:
        """The day on which it closes or is said to close, where this puts it below all others."""
        closing = self.candidate.offer.traits.closing
        return closing.day if closing and self.last else None

    def warnings(self, speaker: Speaker = FRENCH) -> tuple[str, ...]:
        """Why it stands below all others, to be said wherever it is named; empty when it does not."""
        told = [reason for reason in self.reasons if reason.verdict.last]
        return tuple(text for reason in told for text, _ in reason.sentences(speaker))

    @property
    def actor(self) -> Ref:
        """Who to call."""
        actor = self.candidate.actor
        return Ref(actor.iri, actor.label)

    @property
    def provider(self) -> Ref:
        """Who offers: another than the one to call where a link is to be made."""
        actor = self.candidate.offer.actor
        return Ref(actor.iri, actor.label)

    @property
    def service(self) -> Ref | None:
        """What is offered; the network or group for an animator; None when the actor itself is the answer."""
        offer = self.candidate.offer
        return None if offer.iri == offer.actor.iri else Ref(offer.iri, offer.label)

    @cached_property
    def known(self) -> Known:
        """How it is known that what was asked is offered: by the facts of the path that say so, else as a whole."""
        return self.reader.known(self.candidate, self.path)

    @cached_property
    def contact(self) -> Contact:
        """How to reach the one to call."""
        return self.reader.contact(self.candidate)

    def details(self, speaker: Speaker = FRENCH) -> tuple[Detail, ...]:
        """Where, how much, when: what is known."""
        return self.reader.details(self.candidate, speaker)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the path, each once, in its order."""
        return tuple(dict.fromkeys(edge.fact.source for edge in self.path))


@dataclass(frozen=True)
class Help:
    """Someone who can help with a tool, near the place."""

    actor: Ref
    service: Ref
    score: float


@dataclass(frozen=True)
class Hosting:
    """An online service of a tool: open since, closed since (the last day it was open); None when nobody said.

    `open`: it is open at the date asked, as far as is known, and not said to close before; `to_confirm`: somebody has
    still to confirm that; `announced`: the day for which its closing was announced, gone by or to come; `lost`: nobody
    knows whether it is; `seen`: when it was last seen in that state, or the last news; `aged`: more than a year before
    the day asked for.
    """

    instance: Ref
    host: Ref | None
    url: str | None
    opened: date | None
    closed: date | None
    condition: Texts
    open: bool = True
    to_confirm: bool = False
    announced: date | None = None
    lost: bool = False
    seen: date | None = None
    aged: bool = False


@dataclass(frozen=True)
class FreeTool:
    """A free tool that may replace the one in use; texts are empty when nobody said."""

    tool: Ref
    alternative: Ref | None
    closeness: Ref | None
    effort: Ref | None
    licence: str
    condition: Texts
    first_step: Texts
    url: str | None
    open_instances: tuple[Hosting, ...]
    closed_instances: tuple[Hosting, ...]
    helpers: tuple[Help, ...]
    resources: tuple[Ref, ...]


@dataclass(frozen=True)
class Advice:
    """For one tool in use: what may replace it when it is not free, and the tool itself when it is.

    `resources` are about that tool; `readings` are about moving to free tools, whatever the tool.
    """

    tool: Ref
    free: bool | None
    alternatives: tuple[FreeTool, ...]
    resources: tuple[Ref, ...]
    readings: tuple[Ref, ...] = ()


@dataclass(frozen=True)
class Referral:
    """The whole answer.

    `missing`: sentences that say what was asked and not found; `gaps`: the needs nobody meets here; `found`: what the
    engine made it of, for itself.
    """

    situation: Situation
    results: tuple[Result, ...]
    missing: tuple[Spoken, ...]
    gaps: tuple[Ref, ...]
    advice: tuple[Advice, ...]
    elapsed_ms: float
    found: object = field(default=None, repr=False, compare=False)

    def of_kind(self, kind: str) -> tuple[Result, ...]:
        """The results of one kind, in order."""
        return tuple(result for result in self.results if result.kind == kind)


@dataclass(frozen=True)
class Part:
    """What answers one thing that was asked for, a need or a tool in use; each list has ranks of its own.

    `people` do the very thing, by themselves or through a link, best first; `offers` is all that does it and
    reaches the place, whatever was asked to be listed. `near` do something narrower or wider, or work on the subject;
    `tools` are online; `leaving` are about to close or are not heard of; `net` is whom to ask otherwise. `gap`: nobody
    does it.
    """

    situation: Situation
    asked: Ref
    people: tuple[Result, ...]
    near: tuple[Result, ...]
    offers: tuple[Offer, ...]
    tools: tuple[Result, ...]
    leaving: tuple[Result, ...]
    net: tuple[Result, ...]
    missing: tuple[Spoken, ...]
    gap: bool


@dataclass(frozen=True)
class Judged:
    """What became of one offer of an actor: its rank among the answers (None when it is not one) and why."""

    service: Ref | None
    rank: int | None
    score: float | None
    refused: bool
    reasons: tuple[CriterionReason, ...]


@dataclass(frozen=True)
class WhyNot:
    """Why an actor is not among the answers, or not higher."""

    actor: Ref
    summary: Spoken
    offers: tuple[Judged, ...]
