# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the parts of the referral exchange: actors, offers, candidates, verdicts and the shape of a criterion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from graph.entity.closing import Closing
from graph.entity.known import SAID, Known
from graph.referral.mention import Ref
from graph.referral.situation import Situation
from graph.text.days import Span
from graph.text.wording import Spoken

if TYPE_CHECKING:
    from graph.model import Texts

ANYWHERE = ""
"""Posting key of every offer, for a request that names no place."""
UNKNOWN_AREA = "?"
"""Posting key of what states no area: searched for places of the area of the instance only."""

ELSEWHERE, UNSAID, NOWHERE, NO_PLACE = "elsewhere", "unknown", "", "anywhere"
"""Levels of a match that are not levels of territories."""

MET, UNMET, UNKNOWN = "met", "unmet", "unknown"
DIRECT, INDIRECT, ENTRY_POINT, NEARBY, ANIMATOR = "direct", "indirect", "entry-point", "nearby", "animator"
KINDS = (DIRECT, INDIRECT, ENTRY_POINT, NEARBY, ANIMATOR)
SERVICE, COMPETENCE, INSTANCE, ORIENTATION, ENTRY = "service", "competence", "instance", "orientation", "entry"


NEXT_TO_NOTHING = 1e-6
"""What a criterion of weight 0 is reckoned with."""

Point = tuple[float, float]
"""A latitude and a longitude, in degrees."""


class Premises(NamedTuple):
    """Where an offer is: a territory it acts for, and the point of the address where its actor is in that territory."""

    area: str
    point: Point | None = None


class MembershipStep(NamedTuple):
    """One way from a member to a body: a dated membership, or (membership "") a unit of that body."""

    membership: str
    member: str
    body: str
    role: str
    spans: tuple[Span, ...]


class Circle(NamedTuple):
    """A network or group an actor belongs to, with the steps that lead to it."""

    body: str
    steps: tuple[MembershipStep, ...]

    def valid(self, day: date) -> bool:
        """Whether every step and every body on the way is valid that day."""
        return all(span.holds(day) for step in self.steps for span in step.spans)


class Report(NamedTuple):
    """What somebody who answers for it reports of an actor, not checked yet: for which need ("": for any), and when."""

    outcome: str
    need: str
    day: date


class Proof(NamedTuple):
    """What ranking looks at of how something is known: how, in which month (None: undated), whether a page was read."""

    how: str = SAID
    month: int | None = None
    read: bool = False


NO_PROOF = Proof()


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """Who can be called.

    `origin` says where `areas` come from: "stated", "location", or "" when nothing is known. `source` is the one source
    of all its facts, None when there are several. `point` is that of its address, None when nobody said.
    """

    iri: str
    label: str
    kind: str
    areas: tuple[str, ...]
    origin: str
    location: str | None
    person: bool
    entry: bool
    span: Span
    known: Known
    guides: tuple[str, ...]
    circles: tuple[Circle, ...]
    subjects: tuple[str, ...]
    source: str | None = None
    reports: tuple[Report, ...] = ()
    point: Point | None = None

    @property
    def premises(self) -> tuple[Premises, ...]:
        """Where it is: at its address, else in its commune, else wherever it acts."""
        if self.location:
            return (Premises(self.location, self.point),)
        return tuple([Premises(area) for area in self.areas])


@dataclass(slots=True, eq=False)
class Traits:
    """What most criteria look at; offers with the same traits share one object, so that it is judged once a request.

    `facets` numbers what each of these criteria reads of it, then what those say that ask for nothing but the month and
    the asker; `deficit` is the least it can lose (see `facets.py`).
    """

    kind: str
    cost: str
    modes: tuple[str, ...]
    audiences: tuple[str, ...]
    open_to_associations: bool | None
    span: Span
    actor_span: Span
    state: str
    level: str
    accepts_questions: bool | None
    person: bool
    collective: bool
    proof: Proof = NO_PROOF
    reports: tuple[Report, ...] = ()
    announced: date | None = None
    seen: date | None = None
    facets: tuple[int, ...] = ()
    deficit: float = 0.0

    @property
    def stated(self) -> tuple[object, ...] | None:
        """Whether it runs as somebody stated it, with all that dates that; None where nobody did."""
        return (self.state, self.proof, self.span.start, self.seen) if self.state else None

    @property
    def closing(self) -> Closing | None:
        """What is known of the closing of an instance; of another offer, where it is marked closed or said to close.

        The end of another offer is that of its validity: a course that lasts until June does not close.
        """
        if self.kind == INSTANCE:
            return Closing(self.span.end, self.announced, self.state, self.seen)
        state = "" if self.span.end else self.state
        return Closing(None, self.announced, state, self.seen) if state or self.announced else None


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """What an actor can do: a service, a competence, an instance it hosts, a need it works on, or its welcome.

    `own_area`: the areas are stated by the offer itself, not by its actor. `source` as for an actor.
    """

    iri: str
    actor: Actor
    label: str
    needs: tuple[str, ...]
    tools: tuple[str, ...]
    areas: tuple[str, ...]
    origin: str
    known: Known
    traits: Traits
    own_area: bool = False
    source: str | None = None

    @property
    def premises(self) -> tuple[Premises, ...]:
        """Where it is given: each area it acts for, at the address of its actor where that is in it."""
        actor = self.actor
        return tuple([Premises(area, actor.point if area == actor.location else None) for area in self.areas])

    @property
    def key(self) -> tuple[str, str]:
        """Order of ties: the actor, then the thing."""
        return self.actor.iri, self.iri


class Match(NamedTuple):
    """How an offer meets a situation.

    `level`: level of the territory that holds the place ("unknown": no area stated; "anywhere": no place asked;
    "elsewhere": given as an answer from elsewhere; "": does not reach it). `needs`: for each need asked, 0 when it is
    the very need, +n when n steps narrower, -n broader, None when it is another. `tools`: for each tool asked, how it
    is met ("same", a closeness, "transition", "need") or None.
    """

    level: str
    needs: tuple[int | None, ...]
    tools: tuple[str | None, ...]
    kind: str = DIRECT

    @property
    def beside(self) -> bool:
        """Whether it meets none of the needs asked for: an answer about a tool in use is no answer to a need."""
        return self.kind in (DIRECT, INDIRECT) and bool(self.needs) and self.needs.count(None) == len(self.needs)


class Via(NamedTuple):
    """The neighbour who makes the link: through a body both belong to, or because it orients towards `target`."""

    actor: Actor
    body: Ref | None
    near: Circle | None
    far: Circle | None
    target: str


class Candidate(NamedTuple):
    """An offer, how it meets the situation, through whom; how far it is (km) and where when it is elsewhere."""

    offer: Offer
    match: Match
    via: Via | None = None
    distance: float | None = None
    where: Ref | None = None

    @property
    def actor(self) -> Actor:
        """Who to call: the neighbour who makes the link, else the one who offers."""
        return self.via.actor if self.via else self.offer.actor


class Verdict(NamedTuple):
    """What a criterion says of a candidate: a score from 0 to 1 and its reason, None when there is nothing to tell.

    `veto` keeps the candidate out, `last` puts it below all those of which nothing says so; `notes` are other reasons
    with their states.
    """

    score: float
    said: Spoken | None
    state: str = MET
    veto: bool = False
    notes: tuple[tuple[Spoken, str], ...] = ()
    last: bool = False


class Judgement(Protocol):
    """One reason to prefer or to refuse, as its file says it. Its class docstring is its public explanation, in French.

    What it weighs and why is data: `ontology/criteria/<slug>.ttl`.
    """

    slug: str
    asks: tuple[str, ...]
    """The attributes of the situation it looks at: verdicts are kept for as long as these do not change."""
    reads: tuple[str, ...]
    """The traits of the offer it looks at. Empty: it looks at the match, and its score depends on nothing else."""
    names: bool
    """Whether its sentences name the candidate (not where it reads traits: its verdicts serve all that have them).

    Of one that asks for the month, `ages` may say how many months after what is known its verdicts change.
    """

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """The verdict, or None when the criterion does not apply: it is then left out of the mean."""

    def lacking(self, count: int) -> Spoken | None:
        """What was missing, when this criterion alone kept `count` offers out; None when it goes without saying."""


class CriterionWeight(NamedTuple):
    """What the data say of a criterion: what it weighs, why, an example of what it says, its place, its name.

    `own`: the territory chose the weight.
    """

    weight: float
    reason: Texts
    order: int
    label: Texts
    example: Texts
    own: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """A judgement with what it weighs; `explanation` is its public one, in French."""

    slug: str
    asks: tuple[str, ...]
    reads: tuple[str, ...]
    names: bool
    judge: Callable[[Situation, Candidate], Verdict | None]
    lacking: Callable[[int], Spoken | None]
    explanation: str
    told: CriterionWeight
    weight: float
    order: int
    ages: tuple[int, ...] = ()

    @classmethod
    def of(cls, judgement: Judgement, told: CriterionWeight) -> Criterion:
        """A judgement with its weight. Nothing is divided by zero: what counts for nothing counts for next to it."""
        return cls(
            slug=judgement.slug,
            asks=judgement.asks,
            reads=judgement.reads,
            names=judgement.names,
            judge=judgement.judge,
            lacking=judgement.lacking,
            explanation=type(judgement).__doc__ or "",
            told=told,
            weight=max(told.weight, NEXT_TO_NOTHING),
            order=told.order,
            ages=getattr(judgement, "ages", ()),
        )

    def weighing(self, weight: float) -> Criterion:
        """The same with another weight."""
        told = self.told._replace(weight=weight)
        return replace(self, told=told, weight=max(weight, NEXT_TO_NOTHING))

    @property
    def label(self) -> Texts:
        """Its name."""
        return self.told.label
