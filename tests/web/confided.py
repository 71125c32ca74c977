# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people confide to an instance and no page that is for everybody may tell: hundreds of words, in all its tables.

Each holds `WORD`, which nothing public holds.
"""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import date

from flask import Flask

from graph.callbacks.asked import CallbackRequest
from graph.callbacks.store import Callbacks
from graph.claims.claim import CardClaim
from graph.claims.store import Claims
from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.replies import Replies
from graph.contributions.sender import Sender
from graph.entry.roles import Grant
from graph.keepers.store import Keepers
from graph.mail.letters import Letter
from graph.namespaces import SKOS
from graph.rdf.dataset import text_literal
from graph.skills.asking import HandRequest
from graph.skills.declaring import SUBJECT, ToldSkill
from graph.skills.hands import Asker, Hands
from graph.skills.store import Skills
from graph.subscriptions.order import NewsOrder
from graph.subscriptions.store import Subscriptions
from graph.workshops.store import Workshops
from graph.workshops.workshop import WorkshopAddition, WorkshopAim

WORD = "zibeline"
EACH = 40
"""How many of each sort."""


def confide(app: Flask) -> int:
    """Fills every table of people and of what waits; how many words went there."""
    told = _Telling(app)
    with told.stack:
        for sort in (told.waits, told.workshop, told.account, told.structure, told.reader):
            for number in range(EACH):
                sort(f"{WORD}-{sort.__name__}-{number}")
    return told.words


class _Telling:
    """One instance that is told what is not for everybody."""

    def __init__(self, app: Flask) -> None:
        self.here, self.stack, self.words = app.extensions["tisserand"], ExitStack(), 0
        settings, enter = self.here.settings, self.stack.enter_context
        url = settings.database_url
        self._replies, self._claims = enter(closing(Replies(url))), enter(closing(Claims(url)))
        self._callbacks, self._keepers = enter(closing(Callbacks(url))), enter(closing(Keepers(url)))
        self._subscriptions, self._skills = enter(closing(Subscriptions(url))), enter(closing(Skills(url)))
        self._hands = enter(closing(Hands(url, "x")))
        self._workshops = enter(closing(Workshops(url, settings.base_url)))
        self._last = 0

    def waits(self, word: str) -> None:
        """A proposal, the address and the question of whoever sent it."""
        name = ProposedField(SKOS.prefLabel, (), (text_literal(f"Association {word}", "fr"),))
        iri = f"{self.here.repository.base}/id/organisation/{word}"
        proposal = Proposal("organisation", iri, True, (name,), comment=f"Dit par {word}", page=f"/{word}")
        self._last = self.here.contributions.add(proposal, Sender())
        self._replies.keep(self._last, f"{word}@exemple.fr")
        self._replies.say(self._replies.ask(self._last, f"Qui est {word} ?"), f"C’est {word}")
        self.words += 6

    def workshop(self, word: str) -> None:
        """A workshop that goes on, and the first name of a telephone in it."""
        aim = WorkshopAim(f"Séance {word}", f"Groupe {word}", ("organisation",), greyed=True)
        made = self._workshops.begin(aim, "compte n° 1", self.here.repository.number)
        sent = WorkshopAddition(f"{word.replace('-', '')}000000000000", self._last, "", word)
        self._workshops.take(made.number, sent)
        self.words += 3

    def account(self, word: str) -> None:
        """An account with its name, what it knows, and what it asks a colleague."""
        who = self.here.people.make(f"{word}@exemple.fr", Grant("professional")).number
        self.here.people.change(who, f"Prénom {word}", "")
        self.here.people.consent(who, SUBJECT, word)
        self._skills.tell(who, ToldSkill("tool/plume", "expert", "network/trame", (), True, date(2100, 1, 1)))
        known = self._skills.shown(date(2099, 1, 1))[-1]
        self._hands.ask(known, HandRequest(word, "soon", f"{word}@exemple.org"), Asker(0, who), word, lambda *_: 1)
        self.words += 5

    def structure(self, word: str) -> None:
        """A claim, whoever keeps a card, and somebody who wants to be called back."""
        card = "organisation/atelier"
        self._claims.prove(
            self._claims.ask(CardClaim(f"organisation/{word}", f"{word}@exemple.fr", word, word, "fr"), word)
        )
        self._keepers.agree(card, f"{word}@exemple.fr", word)
        self._callbacks.ask(CallbackRequest(card, f"{word}@exemple.fr", word, word, word), word, lambda _: 1)
        self.words += 8

    def reader(self, word: str) -> None:
        """Who asked for news, and a letter that waits to leave."""
        found = self._subscriptions.ask(f"{word}@exemple.fr", NewsOrder())
        assert found is not None
        self._subscriptions.confirm(found.secret, self.here.repository.number)
        self.here.outbox.queue(Letter(f"{word}@exemple.fr", word, word, "news"))
        self.words += 3
