# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages of sorting show: a card and those that follow, how far one is, and the list of those to improve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from graph import clock
from graph.contributions.verdicts import CardVerdict
from graph.entity import Mention
from graph.errors import InvalidInput, UnknownThing
from graph.readings.sorting import (
    CardSorter,
    CardToSort,
    SortingChoice,
    SortingFilter,
    SortingPace,
    pace,
    sorted_classes,
)
from graph.text.days import ZONE
from graph.text.sentences import sentence
from graph.text.wording import Phrase
from web.app.language import language
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters
from web.app.rights import MODERATION, author
from web.site.slip.slips import counter
from web.site.sorting.desk import sorting_desk

FILTERS = ("nature", "besoin", "reseau", "lieu")
AHEAD = 6
"""Cards that a page holds: the one that is judged, and those that a key shows at once."""
NO_FILTER = Phrase("Ce choix n’est pas dans la liste : reprenez-le dans les filtres.")


@dataclass(frozen=True)
class LastVerdict:
    """The last verdict of whoever sorts, which can be taken back."""

    label: str
    verdict: str


@dataclass(frozen=True)
class SortingPage:
    """The cards that come now, how many are left, the pace of who sorts, and what they said last."""

    cards: tuple[CardToSort, ...]
    left: int
    pace: SortingPace
    last: LastVerdict | None
    to_improve: int


@dataclass(frozen=True)
class CardToImprove:
    """A card of the list: its number there, what was said, and the day."""

    number: int
    mention: Mention
    words: str
    day: date


def chosen_filters(query: Parameters) -> dict[str, str]:
    """The filters of an address or of a form, as they were chosen."""
    return {name: query.text(name) for name in FILTERS if query.text(name)}


def sorting_page(filters: Mapping[str, str], first: str = "") -> SortingPage:
    """The page; `first`: the path of a card to begin with, where it is among those to sort. Raises InvalidInput."""
    desk, who = sorting_desk(), author(MODERATION)
    sorter = CardSorter(reader(), ecosystem().territories, clock.today(), counter().slips.given_to())
    queue = sorter.queue(desk.held(), _filter(filters))
    wanted = f"{reader().dataset.base}/id/{first}"
    if first and wanted in queue:
        queue = [wanted, *(iri for iri in queue if iri != wanted)]
    midnight = datetime.combine(clock.now().astimezone(ZONE).date(), time(), ZONE)
    return SortingPage(
        cards=tuple(sorter.card(iri) for iri in queue[:AHEAD]),
        left=len(queue),
        pace=pace(desk.verdicts.given_since(midnight, who), len(queue)),
        last=_last(desk.verdicts.last_of(who)),
        to_improve=len(desk.verdicts.to_improve()),
    )


def _filter(filters: Mapping[str, str]) -> SortingFilter:
    for name, options in filter_choices(filters).items():
        if filters.get(name) and filters[name] not in {option.value for option in options}:
            raise InvalidInput(NO_FILTER(), field=name)
    base = f"{reader().dataset.base}/id/"
    network, place = (base + filters[name] if filters.get(name) else "" for name in ("reseau", "lieu"))
    return SortingFilter(network, place, filters.get("nature", ""), filters.get("besoin", ""))


def filter_choices(asked: Mapping[str, str] | None = None) -> dict[str, tuple[SortingChoice, ...]]:
    """What each filter offers, by its parameter; of those that are `asked` for alone."""
    here, lang = reader(), language()
    sorter = CardSorter(here, ecosystem().territories, clock.today(), {})
    kinds = (SortingChoice(own.slug, sentence(own.plural(lang))) for own in sorted_classes(here))
    needs = (SortingChoice(one.slug, sentence(one.label(lang))) for one in here.model.scheme("need").choices)
    made = {
        "nature": lambda: tuple(kinds),
        "besoin": lambda: tuple(needs),
        "reseau": sorter.networks,
        "lieu": sorter.places,
    }
    return {name: make() for name, make in made.items() if asked is None or asked.get(name)}


def _last(found: CardVerdict | None) -> LastVerdict | None:
    if found is None:
        return None
    return LastVerdict(reader().label(f"{reader().dataset.base}/id/{found.card}"), found.verdict)


def to_improve() -> Iterator[CardToImprove]:
    """The list of cards to improve; those that are gone leave it unseen."""
    for found in sorting_desk().verdicts.to_improve():
        iri = f"{reader().dataset.base}/id/{found.card}"
        if reader().class_of(iri) is not None:
            yield CardToImprove(found.number, reader().mention(iri), found.words, found.given.astimezone(ZONE).date())


def card_asked(path: str) -> str:
    """The IRI of a card that is sorted; raises UnknownThing."""
    from graph.contributions.sorting import NO_CARD

    iri = f"{reader().dataset.base}/id/{path}"
    own = reader().class_of(iri)
    if own is None or own not in sorted_classes(reader()):
        raise UnknownThing(NO_CARD(), field="fiche")
    return iri
