# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who belongs to what: the networks and groups an actor reaches through its memberships, with their dates.

What was only planned links nobody any more once its time has gone by without news.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from graph.entity.kinds import PERSONAL
from graph.namespaces import ORG, RDF
from graph.referral._types import Circle, MembershipStep
from graph.text.days import Span

DEPTH = 3
"""Organisation → working group → network → network: nothing real goes farther."""


class LinkSource(Protocol):
    """What the reading of memberships needs."""

    def links(self, s: str, p: str) -> Sequence[str]: ...

    def link(self, s: str, p: str) -> str: ...

    def subjects(self, p: str, o: str) -> Sequence[str]: ...

    def standing(self, iri: str) -> Span: ...


class Memberships:
    """Memberships seen from the member and from the body."""

    def __init__(self, source: LinkSource) -> None:
        self._source = source

    def circles(self, actor: str, kind: str) -> tuple[Circle, ...]:
        """Every body an actor belongs to, at any date, nearest first; a body reached in several ways is there for each.

        A person is not given away by the groups it sits in: it has none here.
        """
        return () if kind in PERSONAL else tuple(self._walk(actor, (), {actor}))

    def _walk(self, member: str, before: tuple[MembershipStep, ...], seen: set[str]) -> Iterator[Circle]:
        if len(before) == DEPTH:
            return
        found = [Circle(step.body, (*before, step)) for step in self._steps(member) if step.body not in seen]
        yield from found
        for circle in found:
            yield from self._walk(circle.body, circle.steps, seen | {circle.body})

    def _steps(self, member: str) -> Iterator[MembershipStep]:
        source = self._source
        dated: set[str] = set()
        for membership in source.subjects(ORG.member, member):
            for body in source.links(membership, ORG.organization):
                dated.add(body)
                spans = (source.standing(membership), source.standing(body))
                yield MembershipStep(membership, member, body, source.link(membership, ORG.role), spans)
        # Being a group of something has no dates: where a membership says it with dates, the dates are right.
        for body in source.links(member, ORG.subOrganizationOf) if self._is_group(member) else ():
            if body not in dated:
                yield MembershipStep("", member, body, "", (source.standing(body),))

    def _is_group(self, iri: str) -> bool:
        """Whether it is a working group: an organisation that is part of another one does not take part in it."""
        return ORG.OrganizationalUnit in self._source.links(iri, RDF.type)

    def bodies(self, person: str) -> list[str]:
        """The organisations a post or a person belongs to, in order of IRI."""
        source = self._source
        posts = [person, *source.subjects(ORG.heldBy, person)]
        found = {body for post in posts for body in source.links(post, ORG.postIn)}
        for membership in source.subjects(ORG.member, person):
            found.update(source.links(membership, ORG.organization))
        return sorted(found)

    def members(self, body: str) -> list[MembershipStep]:
        """The memberships of a body and its groups, as steps of one, at any date."""
        source = self._source
        steps = [
            MembershipStep(
                membership,
                member,
                body,
                source.link(membership, ORG.role),
                (source.standing(membership), source.standing(member)),
            )
            for membership in source.subjects(ORG.organization, body)
            for member in source.links(membership, ORG.member)
        ]
        groups = [iri for iri in source.subjects(ORG.subOrganizationOf, body) if self._is_group(iri)]
        return steps + [MembershipStep("", group, body, "", (source.standing(group),)) for group in groups]
