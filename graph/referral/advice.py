# SPDX-License-Identifier: AGPL-3.0-or-later
"""Advice on a tool in use: what may replace it, at what effort, hosted by whom, helped by whom, to read first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from graph.entity.closing import CLOSED, CLOSING, LOST, OPEN, Closing, is_advised
from graph.entity.existence import planned
from graph.model import Model, Texts, texts_of
from graph.namespaces import FOAF, PROV, SCHEMA, TIS, VOCABULARY, local_name
from graph.referral._types import ANYWHERE, DIRECT, ELSEWHERE, Candidate, Offer
from graph.referral.answer import Advice, FreeTool, Help, Hosting
from graph.referral.mention import Ref
from graph.referral.standing import ONLINE, PEOPLE
from graph.referral.tools import AWARENESS_NEED, TRANSITION_NEED
from graph.text.days import months_between
from graph.text.wording import MONTHS_IN_YEAR

if TYPE_CHECKING:
    from graph.referral.index import ReferralIndex
    from graph.referral.jury import Jury
    from graph.referral.matching import Matcher
    from graph.referral.situation import AskedTool, Situation

HELPERS = 3
LAST = 1000
AT = (OPEN, CLOSING, LOST, CLOSED)
TO_CONFIRM = VOCABULARY["state/to-confirm"]


class Adviser:
    """Reads alternatives, instances, helpers and resources of the tools of a situation."""

    def __init__(self, index: ReferralIndex, matcher: Matcher) -> None:
        self._index = index
        self._dataset = index.dataset
        self._model: Model = index.model
        self._matcher = matcher

    def advise(self, situation: Situation, jury: Jury) -> tuple[Advice, ...]:
        """One advice a tool: its alternatives by closeness then effort.

        A free tool is its own first alternative, unless nobody should begin with it.
        """
        readings = self.readings() if situation.tools else ()
        return tuple(self._about(situation, jury, tool, readings) for tool in situation.tools)

    def readings(self) -> tuple[Ref, ...]:
        """What can be read or watched about moving to free tools: neither only planned, nor the source of our facts."""
        found = {ref for need in (TRANSITION_NEED, AWARENESS_NEED) for ref in self._resources(need)}
        return tuple(sorted((ref for ref in found if self._exists(ref.iri)), key=lambda ref: (ref.label, ref.iri)))

    def _exists(self, resource: str) -> bool:
        return not planned(self._dataset, resource) and not self._dataset.subjects(PROV.hadPrimarySource, resource)

    def _about(self, situation: Situation, jury: Jury, tool: AskedTool, readings: tuple[Ref, ...]) -> Advice:
        links = [
            link
            for link in self._index.tools.links(tool.iri)
            if (link.alternative or tool.free) and is_advised(self._dataset, link.tool, situation.day)
        ]
        found = [self._free_tool(situation, jury, link.tool, link.alternative) for link in links]
        found.sort(
            key=lambda item: (
                item.tool.iri != tool.iri,
                self._order(item.closeness),
                self._order(item.effort),
                item.tool,
            )
        )
        return Advice(tool.ref, tool.free, tuple(found), self._resources(tool.iri), readings)

    def _free_tool(self, situation: Situation, jury: Jury, tool: str, alternative: str) -> FreeTool:
        instances = list(self._instances(situation, jury, tool))
        subjects = (alternative, tool) if alternative else (tool,)
        return FreeTool(
            tool=self._ref(tool),
            alternative=self._ref(alternative) if alternative else None,
            closeness=self._choice(subjects, TIS.closeness),
            effort=self._choice(subjects, TIS.effort),
            licence=", ".join(local_name(iri) for iri in self._dataset.links(tool, SCHEMA.license)),
            condition=self._text(subjects, TIS.condition),
            first_step=self._text(subjects, TIS.firstStep),
            url=self._url(tool),
            open_instances=tuple(item for item in instances if item.open),
            closed_instances=tuple(item for item in instances if not item.open),
            helpers=self.helpers(situation, jury, tool),
            resources=self._resources(tool),
        )

    def _instances(self, situation: Situation, jury: Jury, tool: str) -> Iterator[Hosting]:
        """Those open that day that associations may use, the surest first, and those closed; another veto hides it."""
        offers = self._index.by_tool[ONLINE].get(ANYWHERE, tool)
        found = [(_opening(offer).at(situation.day), offer) for offer in offers]
        for at, offer in sorted(found, key=_sureness):
            start, end = offer.traits.span
            if start is not None and start > situation.day:
                continue
            closed = at == CLOSED
            if closed or self._usable(situation, jury, offer):
                yield Hosting(
                    instance=Ref(offer.iri, offer.label),
                    host=Ref(offer.actor.iri, offer.actor.label),
                    url=self._url(offer.iri),
                    opened=start,
                    closed=end,
                    condition=self._text((offer.iri,), TIS.condition),
                    open=not closed,
                    to_confirm=not closed and _is_unsure(offer),
                    announced=offer.traits.announced,
                    lost=at == LOST,
                    seen=offer.traits.seen,
                    aged=_is_aged(offer.traits.seen, situation.day),
                )

    def _usable(self, situation: Situation, jury: Jury, offer: Offer) -> bool:
        match = self._matcher.match(situation, offer, DIRECT)
        # An instance is used from anywhere: the territory alone does not refuse it here.
        return jury.score(Candidate(offer, match if match.level else match._replace(level=ELSEWHERE))) is not None

    def helpers(self, situation: Situation, jury: Jury, tool: str) -> tuple[Help, ...]:
        """Who knows the tool or gives a service about it, and reaches the place."""
        found = [
            Candidate(offer, self._matcher.match(situation, offer, DIRECT, level))
            for key, level in self._matcher.reach(situation)
            for sort in PEOPLE
            for offer in self._index.by_tool[sort].get(key, tool)
        ]
        # The same offer may reach the place by several levels: the last one met is the nearest.
        ranked = jury.rank({candidate.offer: candidate for candidate in found}.values(), HELPERS)
        lasting = [item for item in ranked if not item.last]
        return tuple(
            Help(
                Ref(item.candidate.actor.iri, item.candidate.actor.label),
                Ref(item.candidate.offer.iri, item.candidate.offer.label),
                item.score,
            )
            for item in lasting
        )

    # --- reading -------------------------------------------------------------------------------------------------

    def _resources(self, tool: str) -> tuple[Ref, ...]:
        own = self._model.kind("resource").iri
        found = [iri for iri in self._dataset.subjects(SCHEMA.about, tool) if own in self._dataset.types(iri)]
        return tuple(sorted((self._ref(iri) for iri in found), key=lambda ref: (ref.label, ref.iri)))

    def _ref(self, iri: str) -> Ref:
        return Ref(iri, self._dataset.label(iri))

    def _choice(self, subjects: tuple[str, ...], path: str) -> Ref | None:
        for iri in (link for subject in subjects for link in self._dataset.links(subject, path)):
            choice = self._model.choices.get(iri)
            return Ref(iri, choice.label.fr) if choice else self._ref(iri)
        return None

    def _order(self, choice: Ref | None) -> int:
        """The place of a choice in its scheme; what nobody said comes last."""
        known = self._model.choices.get(choice.iri) if choice else None
        return known.order if known else LAST

    def _text(self, subjects: tuple[str, ...], path: str) -> Texts:
        """The text of the first of these that has one."""
        for subject in subjects:
            if text := texts_of(self._dataset, subject, path):
                return text
        return Texts("")

    def _url(self, iri: str) -> str | None:
        value = next(iter(self._dataset.values(iri, FOAF.homepage)), None)
        return value.value if isinstance(value, Literal) else value


def _is_aged(seen: date | None, day: date) -> bool:
    """Whether nobody has seen it for a year."""
    return seen is not None and months_between(seen, day) > MONTHS_IN_YEAR


def _opening(offer: Offer) -> Closing:
    return offer.traits.closing or Closing(None, None, "")


def _sureness(found: tuple[str, Offer]) -> tuple[int, bool, bool, int, tuple[str, str]]:
    """Open ones first, last those not heard of; then the sure ones, those meant for associations, the last seen."""
    at, offer = found
    seen = offer.traits.seen
    own = offer.traits.open_to_associations is True
    return AT.index(at), _is_unsure(offer), not own, -(seen.toordinal() if seen else 0), offer.key


def _is_unsure(offer: Offer) -> bool:
    return offer.traits.state == TO_CONFIRM
