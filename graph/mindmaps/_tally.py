# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a map says of numbers and places: how many actors a branch has, under what else a thing stands."""

from __future__ import annotations

from collections.abc import Sequence

from graph.text.wording import QUOTED, Phrase, Plain, Plural, listed

ACTOR_COUNT = Plural("{count} acteur", "{count} acteurs")
OFFER_COUNT = Plural("{count} service", "{count} services")
ALSO = Phrase("aussi sous {names}")
OTHERS = Plural("{count} autre", "{count} autres")
# More names would not be listened to.
NAMED = 3


def tally(actors: int, offers: int, lang: str) -> tuple[str, ...]:
    """`81 acteurs`, then `120 services`; nothing where there is neither."""
    told = [(ACTOR_COUNT, actors), (OFFER_COUNT, offers)]
    return tuple(words(count).text(Plain(lang)) for words, count in told if count)


def also_under(names: Sequence[str], lang: str, named: int = NAMED) -> str:
    """`aussi sous « Être visible » et 3 autres`, where `named` are named; "" without any."""
    if not names:
        return ""
    quoted = [QUOTED(name=name).text(Plain(lang)) for name in names]
    most = named if len(names) > named + 1 else len(names)
    rest = [OTHERS(len(names) - most).text(Plain(lang))] if len(names) > most else []
    return ALSO(names=listed([*quoted[:most], *rest], lang)).text(Plain(lang))
