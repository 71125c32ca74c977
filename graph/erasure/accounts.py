# SPDX-License-Identifier: AGPL-3.0-or-later
"""An account erased for good: its rows, what the files of the database still spell, and what was set aside."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from graph import clock
from graph.backup.archive import packed, read_backup
from graph.backup.forgetting import forgetting
from graph.backup.making import put
from graph.claims.erasing import claims_of, forget_claims_of
from graph.claims.tables import ALL as CLAIMS
from graph.contributions.replies import forget_replies_to
from graph.contributions.reply_tables import ALL as REPLIES
from graph.contributions.takers import Takers
from graph.database import scrub
from graph.erasure.keepers import forget_kept
from graph.errors import DataError
from graph.keepers.tables import EVERY as KEEPERS
from graph.mail.forgetting import ALL as LETTERS
from graph.mail.forgetting import forget_letters_to
from graph.people.account import Account
from graph.people.erasing import place_of
from graph.people.people import People
from graph.people.tables import EVERY
from graph.settings import Settings
from graph.skills.store import Skills
from graph.skills.tables import ALL as SKILLS
from graph.storage.erased import Erasure, keep_register, register_in
from graph.subscriptions.erasing import forget_subscriptions_of, places_of
from graph.subscriptions.tables import ALL as SUBSCRIPTIONS

ASIDE = "avant-restauration-*.tar.gz"


def erase_account(settings: Settings, number: int, heir: int | None = None) -> tuple[str, ...]:
    """Erases somebody while the site is at work; what could not be done is returned, in French.

    The register is written before anything leaves: a backup that is restored does not bring them back. What they wrote
    of cards stays, under a number that leads nowhere. Raises UnknownThing, or Conflict for the last who may moderate
    or administer, unless `heir` takes over.
    """
    with closing(People(settings.database_url, settings.secret_key)) as people:
        people.refuse_to_leave(number, heir)
        _register(settings, people.account(number))
        with closing(Skills(settings.database_url)) as skills:
            skills.forget(number)
        email = people.erase(number, heir).email
        forget_kept(settings, email)
    forget_claims_of(settings.database_url, email)
    forget_letters_to(settings, email)
    forget_replies_to(settings.database_url, email)
    with closing(Takers(settings.database_url)) as takers:
        takers.free_all_of(number)
    forget_subscriptions_of(settings.database_url, email)
    undone = scrub(settings.database_url, *EVERY, *SKILLS, *KEEPERS, *LETTERS, *REPLIES, *CLAIMS, *SUBSCRIPTIONS)
    return (*undone, *_clean_aside(settings))


def _register(settings: Settings, account: Account) -> None:
    at = clock.now().isoformat()
    known = register_in(settings.instance)
    asked = (places_of(settings.database_url, account.email), claims_of(settings.database_url, account.email))
    places = [place_of(account), *asked[0], *asked[1]]
    keep_register(settings.instance, known.with_erased(Erasure(at, 0, 0), settings.base_url, places=places))


def _clean_aside(settings: Settings) -> tuple[str, ...]:
    """Takes it out of what a restoring put aside."""
    register, left = register_in(settings.instance), []
    for path in sorted(settings.instance.glob(ASIDE)):
        try:
            put(path, packed(forgetting(read_backup(path), register)))
        except DataError:
            left.append(_unread(path))
    return tuple(left)


def _unread(path: Path) -> str:
    return f"Ce fichier ne se lit pas d’ici, et peut encore en parler : {path.name}."
