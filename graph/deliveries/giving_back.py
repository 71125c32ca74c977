# SPDX-License-Identifier: AGPL-3.0-or-later
"""A correction given back to the site from which its card comes: written in its own addresses, sent, and followed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import Literal

from graph.contributions.proposal import Proposal, ProposedField, Term
from graph.contributions.sent import DECLINED, LEAVING, TAKEN, THERE, UNABLE, SentProposal, SentProposals
from graph.contributions.store import Contributions
from graph.deliveries.origin import CARD
from graph.errors import TooLarge, UnknownThing
from graph.fetch import Fetcher
from graph.fetch.answers import FetchError
from graph.rdf.dataset import Dataset
from graph.sources._rdf.one import OWN_ADDRESS
from graph.text.wording import Phrase

PATH = "/api/v1/proposals"
FIRST_DELAY, LONGEST_DELAY, ASKED_EACH = 300, 43_200, 3_600
MOST_TRIES = 12
"""After some four days of trying, a site is said to be away."""
LONGEST_COMMENT = 2_000
NO_DOOR = Phrase("« {host} » ne prend pas encore les corrections envoyées par un autre site : écrivez-la sur sa page.")
AWAY = Phrase("« {host} » n’a pas répondu, même après plusieurs jours : écrivez la correction sur sa page.")
NOT_TAKEN = Phrase("« {host} » n’a pas pris cette correction : {why}")
UNREADABLE = Phrase("« {host} » a répondu autre chose que ce qui était attendu : écrivez la correction sur sa page.")
FORGOTTEN = Phrase("« {host} » ne dit plus ce que cette correction est devenue : voyez sa page.")
ANSWERS = {"accepted": TAKEN, "refused": DECLINED, "waiting": THERE}


@dataclass(frozen=True)
class CardThere:
    """Where a card comes from: its address there, and the base of that site of this product."""

    address: str
    base: str

    @property
    def host(self) -> str:
        """Whose it is, as people know it."""
        return urlsplit(self.base).netloc

    @property
    def form(self) -> str:
        """The form that corrects it there."""
        return f"{self.address.replace('/id/', '/fiche/', 1)}/corriger"


def card_there(full: Dataset, iri: str) -> CardThere | None:
    """Where a card was read, None unless that is one site of this product."""
    found = {fact.o for fact in full.facts(s=iri, p=CARD) if isinstance(fact.o, str)}
    made = [OWN_ADDRESS.fullmatch(address) for address in sorted(found)]
    return CardThere(str(made[0][0]), str(made[0][1])) if len(made) == 1 and made[0] else None


def written_for(there: CardThere, full: Dataset, proposal: Proposal) -> dict[str, Any]:
    """The document of a proposal as that site reads it: what leads to cards that it does not know becomes words."""
    fields, told = list[ProposedField](), [proposal.comment]
    for field in proposal.fields:
        after = [_theirs(there, full, term) for term in field.after]
        if None in after:
            names = ", ".join(_named(full, term) for term in field.after)
            told.append(f"{field.property.rpartition('/')[2].rpartition('#')[2]} : {names}")
        else:
            before = (_theirs(there, full, term) for term in field.before)
            fields.append(ProposedField(field.property, tuple(filter(None, before)), tuple(filter(None, after))))
    comment = "\n".join(filter(None, told))[:LONGEST_COMMENT]
    said = replace(
        proposal, subject=there.address, fields=tuple(fields), others=(), seen_at=0, comment=comment, page=""
    )
    document: dict[str, Any] = json.loads(said.to_json(there.base))
    page = proposal.subject.replace("/id/", "/fiche/", 1)
    return {**document, "from": page} if len(page) <= 300 else document


def _theirs(there: CardThere, full: Dataset, term: Term) -> Term | None:
    """A value in their addresses; None for a card of ours that is none of theirs."""
    own = f"{full.base}/id/"
    if isinstance(term, Literal) or not term.startswith(own):
        return term
    if term.startswith(f"{own}territory/"):  # every site derives places the same way
        return f"{there.base}/id/{term.removeprefix(own)}"
    known = card_there(full, term)
    return known.address if known and known.base == there.base else None


def _named(full: Dataset, term: Term) -> str:
    return term.value if isinstance(term, Literal) else f"{full.label(term)} <{term}>"


@dataclass(frozen=True)
class GivingBack:
    """Sends what was said to be sent, and asks what became of what was."""

    kept: Contributions
    sent: SentProposals
    full: Dataset
    fetcher: Fetcher

    def attend(self, now: int) -> Counter[str]:
        """Does what is due; how many are in which state since. What cannot be sent now is tried again later."""
        told = Counter[str]()
        for one in self.sent.due(now):
            if self.sent.take(one, now):
                told[self._send(one, now) if one.state == LEAVING else self._ask(one, now)] += 1
        return told

    def _send(self, one: SentProposal, now: int) -> str:
        proposal, there = self._proposal(one.number), _there(one)
        if proposal is None or there is None:
            return self._end(one, UNABLE, UNREADABLE(host=urlsplit(one.there).netloc).text())
        content = json.dumps(written_for(there, self.full, proposal), ensure_ascii=False).encode()
        try:
            answer = self.fetcher.post(f"{there.base}{PATH}", content)
        except (FetchError, TooLarge) as error:
            return self._later(one, now, error.message)
        if answer.status in {429, 500, 502, 503, 504}:
            return self._later(one, now, "")
        told = _read(answer.content)
        if answer.status == 201:
            return self._note(one, told, now)
        if answer.status in {404, 405, 501} and "detail" not in told:
            return self._end(one, UNABLE, NO_DOOR(host=there.host).text())
        if answer.status == 404 and told.get("parameter") != "subject":
            return self._end(one, UNABLE, NO_DOOR(host=there.host).text())
        why = str(told.get("detail", answer.status))
        state = DECLINED if answer.status == 409 else UNABLE
        return self._end(one, state, NOT_TAKEN(host=there.host, why=why).text())

    def _ask(self, one: SentProposal, now: int) -> str:
        host = urlsplit(one.there).netloc
        try:
            told = _read(self.fetcher.fetch(one.follow, "application/json").content)
        except (FetchError, TooLarge) as error:
            if isinstance(error, FetchError) and error.says_gone:
                return self._end(one, UNABLE, FORGOTTEN(host=host).text())
            return self._later(one, now, error.message)
        return self._note(one, {**told, "follow": one.follow}, now)

    def _note(self, one: SentProposal, told: dict[str, Any], now: int) -> str:
        """Notes what a site tells of a proposal that it has."""
        there, follow, state = _there(one), told.get("follow"), ANSWERS.get(str(told.get("state")))
        same = there is not None and isinstance(follow, str) and follow.startswith(f"{there.base}/")
        if state is None or not same or len(str(follow)) > 2_000:
            return self._end(one, UNABLE, UNREADABLE(host=urlsplit(one.there).netloc).text())
        said = str(told.get("reason", ""))
        self.sent.note(one.number, state=state, follow=follow, said=said, tries=0, next=now + ASKED_EACH)
        return state

    def _later(self, one: SentProposal, now: int, why: str) -> str:
        if one.tries + 1 >= MOST_TRIES and one.state == LEAVING:
            return self._end(one, UNABLE, AWAY(host=urlsplit(one.there).netloc).text())
        wait = min(LONGEST_DELAY, FIRST_DELAY * 3 ** min(one.tries, 8))
        self.sent.note(one.number, said=why, tries=one.tries + 1, next=now + wait)
        return one.state

    def _end(self, one: SentProposal, state: str, said: str) -> str:
        self.sent.note(one.number, state=state, said=said)
        return state

    def _proposal(self, number: int) -> Proposal | None:
        try:
            return self.kept.find(number).proposal
        except UnknownThing:
            return None


def _there(one: SentProposal) -> CardThere | None:
    made = OWN_ADDRESS.fullmatch(one.there)
    return CardThere(str(made[0]), str(made[1])) if made else None


def _read(content: bytes) -> dict[str, Any]:
    """The object that a content is, empty for anything else."""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def told_states(found: Counter[str]) -> Iterator[tuple[str, int]]:
    """The states that something came to, with how many."""
    yield from ((state, found[state]) for state in (THERE, TAKEN, DECLINED, UNABLE, LEAVING) if found[state])
