# SPDX-License-Identifier: AGPL-3.0-or-later
"""One link of every kind that is mailed, or handed over, made as the instance makes it: each opens something."""

from __future__ import annotations

from contextlib import ExitStack, closing
from datetime import date

from flask import Flask

from graph.callbacks.asked import CONSENT, CallbackRequest
from graph.callbacks.store import Callbacks
from graph.claims.claim import CardClaim
from graph.claims.store import Claims
from graph.contributions.proposal import Proposal
from graph.contributions.replies import Replies
from graph.contributions.sender import Sender
from graph.entry.roles import Grant
from graph.keepers.store import OPENS, Keepers
from graph.skills.asking import HandRequest
from graph.skills.declaring import SUBJECT, ToldSkill
from graph.skills.hands import Asker, Hands
from graph.skills.links import SKILL, SkillLinks
from graph.skills.store import Skills
from graph.subscriptions.order import NewsOrder
from graph.subscriptions.store import Subscriptions

CARD, WHOSE = "organisation/atelier", "zqx.{}@exemple.fr"


def mailed_links(app: Flask) -> dict[str, tuple[str, str]]:
    """By kind, the path of a page that answers 200, and the secret in it."""
    here = app.extensions["tisserand"]
    settings, secrets = here.settings, dict[str, tuple[str, str]]()
    url = settings.database_url

    def note(kind: str, path: str, secret: str) -> None:
        secrets[kind] = path.format(secret), secret

    with ExitStack() as stack:
        enter = stack.enter_context
        people = here.people
        who = people.make(WHOSE.format("entre"), Grant("professional")).number
        mailed = people.ticket(people.ask(), WHOSE.format("entre"))
        assert mailed is not None
        note("sign in", "/connexion/lien/{}", mailed[1].link)
        note("invitation", "/entrer/{}", here.gate.invite("professional", 7)[1])
        keepers = enter(closing(Keepers(url)))
        for kind in OPENS:
            page = "/toujours-exact/{}/accord" if kind == "asking" else "/toujours-exact/{}"
            note(f"card, {kind}", page, keepers.link(CARD, WHOSE.format(kind), kind))
        note("card, stop", "/toujours-exact/{}/ne-plus-ecrire", secrets["card, yearly"][1])
        claim = CardClaim("organisation/passerelle", WHOSE.format("fiche"), "bénévole", "", "fr")
        note("claim", "/ma-structure/{}", enter(closing(Claims(url))).ask(claim, "form"))
        asked = enter(closing(Subscriptions(url))).ask(WHOSE.format("lettre"), NewsOrder())
        assert asked is not None
        note("news, confirm", "/actualites/courriel/{}", asked.secret)
        note("news, stop", "/actualites/courriel/{}/arret", asked.secret)
        taken: list[str] = []
        wanted = CallbackRequest(
            CARD, "06 12 34 56 78", "Camille", "Ouvrir une boîte.", CONSENT(actor="Atelier Exemple").text()
        )
        enter(closing(Callbacks(url))).ask(wanted, "form", lambda secret: taken.append(secret) or 1)
        note("callback", "/etre-rappele/{}", taken.pop())
        people.consent(who, SUBJECT, "oui")
        skills = enter(closing(Skills(url)))
        skills.tell(who, ToldSkill("tool/plume", "expert", "network/trame", (), True, date(2100, 1, 1)))
        known = skills.of_account(who)[0]
        note(
            "skill", "/competence/{}", SkillLinks(settings.secret_key).secret(known.number, SKILL, str(known.declared))
        )
        hand = HandRequest("Un mot ?", "soon", WHOSE.format("demande"))
        hands = enter(closing(Hands(url, settings.secret_key)))
        asker = hands.ask(known, hand, Asker(0, 1), "form", lambda _, secret: taken.append(secret) or 1)
        note("hand, asked", "/coup-de-main/{}", taken.pop())
        note("hand, asker", "/coup-de-main/{}", asker)
        replies = enter(closing(Replies(url)))
        proposal = Proposal("organisation", f"{here.repository.base}/id/{CARD}", False, (), comment="Bonjour")
        number = here.contributions.add(proposal, Sender())
        replies.keep(number, WHOSE.format("contribue"))
        note("question", "/contribuer/reponse/{}", replies.ask(number, "Quand ?"))
    return secrets
