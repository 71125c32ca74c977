# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a referral: the same answers as the page, on one page to hand over, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from exports.maps import Fonts
from exports.sheets import Dated, Picture, Sheet, SheetEntry
from exports.sheets._way import Stop, way_picture
from graph.readings.states import DOUBT
from graph.text.punctuation import colon, quoted
from graph.text.sentences import inner, sentence
from web.app.addresses import code, root, whole
from web.app.files import static_text
from web.app.filters import french
from web.app.fonts import printed_font
from web.app.language import language, told, translate
from web.app.looks import page_styles
from web.app.pages import ecosystem, href, last_change
from web.site.map.svg_nodes import SHAPES
from web.site.referral.words import stale
from web.site.takeaway.page import XMLNS

if TYPE_CHECKING:
    from graph.readings.chains import ChainStep
    from graph.readings.referral.callers import Caller
    from graph.readings.referral.cards import AnswerCard
    from graph.readings.referral.dates import DayToNote
    from graph.readings.referral.desk import DeskReading
    from web.site.referral.request import Answered

TO_CALL, TO_FALL_BACK_ON, WAYS = 8, 2, 3


def sheet_of(found: Answered) -> Sheet:
    """All that the sheet says, typeset in the language of the page."""
    reading, head = found.reading, found.head
    first = list(_calls(reading.desk))[:TO_CALL]
    fallback, others = _after(reading.desk, {call.caller.actor.iri for call in first})
    steps_title, steps = _steps(found)
    cards = [call.caller.best for call in first]
    return Sheet(
        lang=language(),
        title=_set(head.title),
        summary=_set(head.text),
        day=reading.day.date,
        entries=tuple(_entry(rank, call) for rank, call in enumerate(first, 1)),
        others=others,
        fallback=tuple(_entry(rank, _Call(caller, ())) for rank, caller in enumerate(fallback, 1)),
        steps_title=_set(steps_title),
        steps=tuple((_set(name), _set(text)) for name, text in steps),
        picture=_picture(cards),
        sources=tuple(dict.fromkeys(_set(source.label) for card in cards for source in card.sources)),
        warning=_set(stale(reading)),
        dates=dates_of(reading.dates),
        address=found.address,
        code=str(code(found.address)).replace("<svg ", f"<svg {XMLNS} ", 1),
        changed=last_change(),
        fonts=lambda: Fonts(printed_font(400), printed_font(600)),
        spoken=tuple(map(_set, cards[0].telling.spoken)) if cards and cards[0].telling else (),
    )


@dataclass(frozen=True)
class _Call:
    """An organisation to call, and what for: what was asked, "" where that goes without saying, and its services."""

    caller: Caller
    reasons: tuple[tuple[str, str], ...]


def _calls(desk: DeskReading) -> Iterator[_Call]:
    """Each organisation once, in the order in which it is to be called, with all that it may be called for."""
    found: dict[str, Caller] = {}
    reasons: dict[str, list[tuple[str, str]]] = {}
    several = len(desk.parts) > 1
    for part in desk.parts:
        callers = (*part.callers, *part.near) or part.ways or part.leaving
        for caller in callers:
            found.setdefault(caller.actor.iri, caller)
            what = ", ".join(card.title for card in caller.services)
            reasons.setdefault(caller.actor.iri, []).append((part.asked.label if several else "", what))
    for caller in () if desk.parts else desk.welcomes:
        found.setdefault(caller.actor.iri, caller)
    yield from (_Call(caller, tuple(reasons.get(iri, ()))) for iri, caller in found.items())


def _after(desk: DeskReading, first: set[str]) -> tuple[list[Caller], int]:
    """Whom to ask if none of the first fits, and how many others there are that can be called."""
    ways = {it.actor.iri: it for part in desk.parts for it in part.ways if it.actor.iri not in first}
    fallback = list(ways.values())[:TO_FALL_BACK_ON]
    told = first | {caller.actor.iri for caller in fallback}
    return fallback, sum(part.beyond for part in desk.parts) + len({*_known(desk)} - told)


def _known(desk: DeskReading) -> Iterator[str]:
    """All that the page tells and that can be called."""
    yield from (caller.actor.iri for caller in desk.callers if caller.ways)


def dates_of(days: Iterable[DayToNote]) -> tuple[Dated, ...]:
    """Days to note as calendars take them: typeset, with whole addresses."""
    host = urlsplit(root()).hostname
    return tuple(
        Dated(
            uid=f"{item.uid}@{host}",
            title=_set(item.thing.label),
            start=item.start,
            end=item.end,
            who=_set(item.who),
            place=item.place,
            about=_set(item.about),
            address=whole(href(item.thing)),
            at=item.at,
            until=item.until,
        )
        for item in days
    )


def _entry(rank: int, call: _Call) -> SheetEntry:
    caller = call.caller
    card, lang = caller.best, language()
    where = [", ".join(text for text in (caller.place.name, caller.place.far) if text), caller.cost]
    where += [caller.hours.text] if caller.hours and caller.hours.open is None else []
    where += map(inner, caller.welcome)
    about = ". ".join(text.rstrip(".") for text in (", ".join(filter(None, where)), card.what) if text)
    doubts = [*caller.doubts, *(sentence(caller.told) + "." for _ in (1,) if caller.told)]
    doubts += [reason.text for reason in card.reasons if reason.tone == DOUBT][:2]
    what = " ; ".join(dict.fromkeys(f"{need}{colon(lang)} {text}" if need and text else need or text
                                    for need, text in call.reasons))  # fmt: skip
    return SheetEntry(
        rank=rank,
        who=_set(caller.actor.label),
        what=_set(what),
        facts=_set(f"{about}." if about else ""),
        doubts=_set(" ".join(dict.fromkeys(doubts))),
        contact=_set(" · ".join(way.text for way in caller.ways[:2])),
        contact_address=whole(caller.ways[0].href) if caller.ways else "",
        state=_set(sentence(caller.state.text)),
    )


def _steps(found: Answered) -> tuple[str, list[tuple[str, str]]]:
    """First small steps out of the first tool in use, else free tools for the first need."""
    for way in found.reading.ways:
        if way.compared:
            title = f"{told('Autour de {tool}', tool=way.tool.label)}, {translate('en commençant petit')}"
            return title, [(item.title.label, item.first_step) for item in way.compared]
    for part in found.reading.desk.parts:
        if part.tools:
            title = f"{translate('Des outils libres pour')} {quoted(part.asked.label, language())}"
            return title, [(tool.tool.label, tool.line) for tool in part.tools]
    return "", []


def _picture(answers: Iterable[AnswerCard]) -> Picture | None:
    """The ways to the first answers, as a small map; None where nothing leads to them but themselves."""
    ways = [list(_stops(answer.chains[0])) for answer in answers if answer.chains][:WAYS]
    caption = " ; ".join(" ".join(map(_told, way)) for way in ways if len(way) > 1)
    drawn = way_picture(ways, _set(caption))
    if not drawn:
        return None
    styles = page_styles(ecosystem().model) + static_text("style.css", "referral/way.css")
    return Picture(drawn, styles, _set(caption))


def _told(stop: Stop) -> str:
    """A stop as it stands in a sentence, which does not agree with its name."""
    return f"{stop.verb} {_set(quoted(stop.label, language()))}".strip()


def _stops(chain: tuple[ChainStep, ...]) -> Iterator[Stop]:
    verb = ""
    for step in chain:
        yield Stop(_set(step.label), step.family, SHAPES.get(step.shape, SHAPES["ring"]), _set(verb))
        verb = step.verb


def _set(text: str) -> str:
    """The text with the spaces of French typography, where the page is in French."""
    return french(text) if language() == "fr" else text
