# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of what is new: what is asked for, the choices there are, and the addresses of the same as feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flask import url_for

from graph import clock
from graph.readings.news import ADDED, CHANGED, ENDED, MERGED, MOVED, TITLES, Bulletin, BulletinItem
from graph.readings.news.bulletin import bulletin
from graph.readings.news.choosing import BulletinChoice, BulletinFilter
from web.app.addresses import whole
from web.app.language import language
from web.app.pages import ecosystem, reader

if TYPE_CHECKING:
    from web.app.parameters import Parameters

NAMES = ("depuis", "nature", "reseau", "epci", "besoin")
USUAL = timedelta(days=30)
EARLIER = timedelta(days=365)
FIRST = date(1900, 1, 1)


@dataclass(frozen=True)
class NewsPage:
    """The news that were asked for; `asked`: the parameters of the address that are not empty."""

    bulletin: Bulletin
    wanted: BulletinFilter
    choice: BulletinChoice
    asked: dict[str, str]

    @property
    def sections(self) -> tuple[tuple[str, tuple[BulletinItem, ...]], ...]:
        """The items under their titles, none without items."""
        lang, found = language(), self.bulletin
        last = (MERGED, MOVED, ENDED)
        joined = ", ".join(TITLES[verb](lang) for verb in last if found.of(verb))
        titles = ((TITLES[ADDED](lang), (ADDED,)), (TITLES[CHANGED](lang), (CHANGED,)), (joined, last))
        return tuple((title, found.of(*verbs)) for title, verbs in titles if found.of(*verbs))

    @property
    def earlier(self) -> date:
        """A day to look from where nothing is new."""
        return self.bulletin.since - EARLIER

    def path(self, form: str) -> str:
        """The address of these news, or of their feed, here."""
        asked: dict[str, Any] = {**self.asked}
        return url_for(f"news.{form}", **asked)

    def address(self, form: str) -> str:
        """The same for those who are elsewhere."""
        return whole(self.path(form))


def news_page(query: Parameters) -> NewsPage:
    """The news of an address; raises InvalidInput naming the parameter at fault."""
    here, today, eco = reader(), clock.today(), ecosystem()
    since = max(query.day("depuis") or today - USUAL, FIRST)
    choice = BulletinChoice(*map(query.text, NAMES[1:]))
    wanted = BulletinFilter(here, eco.territories, choice)
    found = bulletin(here, eco.repository, eco.chronicle, since, wanted, today)
    asked = {name: text for name in NAMES if (text := query.text(name))}
    return NewsPage(found, wanted, choice, asked)
