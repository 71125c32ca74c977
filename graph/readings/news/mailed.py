# SPDX-License-Identifier: AGPL-3.0-or-later
"""News as a letter: a few lines a thing with its card and its source, and where the others are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from graph.mail import Letter
from graph.readings.news import VERBS, Bulletin, BulletinItem
from graph.subscriptions.letters import NEWS, SubscriptionLinks
from graph.subscriptions.order import WEEK
from graph.subscriptions.store import Subscription
from graph.text.sentences import sentence
from graph.text.wording import Phrase, Plural, day_text, listed

MOST_LINES = 100
LANG = "fr"
NAMES = ("nature", "reseau", "epci", "besoin")
SUBJECT = Phrase("Ce qui a changé depuis le {day}")
OPENING = Phrase("Depuis le {day}, sur {site} : {tally}.")
FOLLOWED = Phrase("Vous suivez : {choices}.")
OTHERS = Plural("Et {count} autre :", "Et {count} autres :")
MORE = Phrase("Il y en a d’autres encore : {address}")
ALL_OF_IT = Phrase("Tout ce qui a changé : {address}")
WHY = {
    True: Phrase("Vous recevez ce courriel chaque semaine, quand il y a du nouveau : vous l’avez demandé le {day}."),
    False: Phrase("Vous recevez ce courriel chaque mois, quand il y a du nouveau : vous l’avez demandé le {day}."),
}
CHANGE = Phrase("Changer de rythme : {address}")
STOP = Phrase("Ne plus rien recevoir : {address}")
LOST_SUBJECT = Phrase("Ce que vous suiviez n’est plus sur ce site")
LOST = (
    "Bonjour,\n\nVous demandiez ce qui change sur {site}, pour un choix qui n’y est plus : un réseau, un besoin ou une "
    "nature de fiche. Nous ne vous écrirons donc plus, et votre adresse est effacée.\n\nPour choisir de nouveau : "
    "{page}\n"
)


@dataclass(frozen=True)
class MailedNews:
    """What one subscription is told: its bulletin and the names of what it follows; `site`: the address of the site."""

    bulletin: Bulletin
    chosen: tuple[str, ...]
    site: str

    def letter(self, one: Subscription) -> Letter:
        """The letter, which tells how to stop in its head too."""
        day = day_text(one.since)
        links = SubscriptionLinks(self.site, one.secret)
        text = "\n".join([*self._head(day), "", *self._lines(self._address(one)), "", *_foot(one, links)])
        subject = SUBJECT(day=day).plain(LANG)
        return Letter(one.email, subject, f"{text}\n", NEWS, links.headers)

    def _head(self, day: str) -> Iterator[str]:
        yield "Bonjour,\n"
        yield OPENING(day=day, site=self.site, tally=self.bulletin.tally(LANG)).plain(LANG)
        if self.chosen:
            yield FOLLOWED(choices=listed(self.chosen, LANG)).plain(LANG)

    def _lines(self, address: str) -> Iterator[str]:
        """The news, a paragraph each, the latest first of each sort; those for which no line is left are counted."""
        items = [item for verb in VERBS for item in self.bulletin.of(verb)]
        told = 0
        for place, item in enumerate(items):
            lines = list(self._paragraph(item))
            if told + len(lines) > MOST_LINES:
                left = OTHERS(sum(item.count for item in items[place:])).plain(LANG)
                yield MORE(address=address).plain(LANG) if self.bulletin.more else f"{left} {address}"
                return
            told += len(lines)
            yield from lines
        yield (MORE if self.bulletin.more else ALL_OF_IT)(address=address).plain(LANG)

    def _paragraph(self, item: BulletinItem) -> Iterator[str]:
        yield item.title(LANG)
        text = item.text(LANG)
        if text:
            yield f"  {sentence(text)}."
        if item.thing is not None and item.thing.key:
            yield f"  {self.site}/fiche/{item.thing.key}"
        yield ""

    def _address(self, one: Subscription) -> str:
        asked = {"depuis": one.since.isoformat(), **dict(zip(NAMES, one.order.choices, strict=True))}
        return f"{self.site}/actualites?{urlencode({name: value for name, value in asked.items() if value})}"


def lost_letter(one: Subscription, site: str) -> Letter:
    """What is written to whoever follows something that is no more on this site."""
    return Letter(one.email, LOST_SUBJECT().plain(LANG), LOST.format(site=site, page=f"{site}/actualites"), NEWS)


def _foot(one: Subscription, links: SubscriptionLinks) -> Iterator[str]:
    day = day_text(one.confirmed_on) if one.confirmed_on else ""
    yield "-- "
    yield WHY[one.order.rhythm == WEEK](day=day).plain(LANG)
    yield CHANGE(address=links.page).plain(LANG)
    yield STOP(address=links.stop).plain(LANG)
