# SPDX-License-Identifier: AGPL-3.0-or-later
"""Criterion: do they have the same site, the same page or the same mailbox?"""

from __future__ import annotations

from collections.abc import Iterator

from graph.identity.comparison import Comparison
from graph.identity.description import Description
from graph.identity.rarity import Rarity, hosts_of, page_way
from graph.text.wording import Phrase

SITE = Phrase("le même site")
PAGE = Phrase("la même page")
SHARED = Phrase("le même site, que d’autres ont aussi")
DOMAIN = Phrase("le même nom de domaine, à d’autres pages")
MAIL = Phrase("le même courriel")
MAIL_AND_SITE = Phrase("un courriel du même nom de domaine")
DIFFERENT = Phrase("deux sites différents")
DOMAIN_SHARE, FRONT_SHARE, TELLING = 0.45, 0.8, 0.75


class SiteCriterion:
    """Le même site, la même page ou le même courriel ; ce que d’autres ont aussi compte peu, une plateforme pas."""

    slug = "site"

    def compare(self, one: Description, other: Description, rarity: Rarity) -> Comparison | None:
        """The best of what they share, the less the more others share it; a little against where sites differ."""
        found = max(_found(one, other, rarity), key=lambda comparison: comparison.share, default=None)
        if found is not None:
            return found
        both = {page.host for page in one.pages}, {page.host for page in other.pages}
        return Comparison(-1.0, DIFFERENT()) if all(both) and not both[0] & both[1] else None


def _found(one: Description, other: Description, rarity: Rarity) -> Iterator[Comparison]:
    for page in one.pages & other.pages:
        if page.path or not page.shared:
            share = rarity.share(page_way(page.host, page.path))
            phrase = SHARED if share < TELLING else PAGE if page.path else SITE
            yield Comparison(share, phrase())
    for mail in one.mails & other.mails:
        yield Comparison(rarity.share(f"m {mail}"), MAIL())
    for host in hosts_of(one) & hosts_of(other):
        yield _of_host(host, one, other, rarity)


def _of_host(host: str, one: Description, other: Description, rarity: Rarity) -> Comparison:
    """One host of both: less when each has a page of its own there, as have those of a town."""
    paths = [[page.path for page in item.pages if page.host == host] for item in (one, other)]
    share = rarity.share(f"h {host}")
    if not all(paths):
        return Comparison(share * FRONT_SHARE, MAIL_AND_SITE())
    if "" in paths[0] or "" in paths[1]:
        return Comparison(share * FRONT_SHARE, (SITE if share > TELLING else SHARED)())
    return Comparison(share * DOMAIN_SHARE, DOMAIN())


criterion = SiteCriterion()
