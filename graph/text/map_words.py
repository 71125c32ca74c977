# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a map says of a node beside its name: what happened to it, whom it counts, under what else it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from graph.text.days import Span
from graph.text.wording import QUOTED, SINCE, UNTIL, Label, Phrase, Plain, Plural, dated, listed, period

# What happened to a thing between two days; of what lives on, what tied it there is no more, or ties it elsewhere now.
ADDED, ENDED, LEFT, MOVED = "added", "ended", "left", "moved"
# A thing (its IRI), and what happened to it.
Happened = tuple[str, str]
# What is said of a node of which nobody looked for a year at what is known.
RECHECK = Label("à relire")
INSIDE = Plural("{count} changement à l’intérieur", "{count} changements à l’intérieur")
KINDS = {
    ADDED: Plural("{count} nouveau", "{count} nouveaux"),
    ENDED: Plural("{count} terminé", "{count} terminés"),
    LEFT: Plural("{count} a quitté", "{count} ont quitté"),
    MOVED: Plural("{count} déplacé", "{count} déplacés"),
}
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


def inside_text(happened: frozenset[Happened], lang: str) -> str:
    """`3 changements à l’intérieur : 2 nouveaux, 1 terminé`; "" where nothing happened."""
    if not happened:
        return ""
    speaker, counts = Plain(lang), Counter(state for _, state in happened)
    kinds = ", ".join(KINDS[state](counts[state]).text(speaker) for state in KINDS if counts[state])
    return (
        f"{INSIDE(len(happened)).text(speaker)} : {kinds}"
        if lang == "fr"
        else (f"{INSIDE(len(happened)).text(speaker)}: {kinds}")
    )


def span_words(span: Span, lang: str) -> str:
    """`depuis 2019`, `jusqu’en mai 2021`, `2018 → 2021`; "" where no date is known."""
    if span.start and span.end:
        return period(span.start, span.end, lang)
    if span.start:
        return dated(span.start, SINCE, lang)
    return dated(span.end, UNTIL, lang) if span.end else ""
