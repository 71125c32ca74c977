# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sheet of a referral: the same answers as the page, on one page to hand over, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from exports.maps import Fonts
from exports.sheets import Dated, Picture, Sheet, SheetEntry
from exports.sheets._way import Stop, way_picture
from graph.readings.states import DOUBT
from graph.text.punctuation import quoted
from graph.text.sentences import sentence
from web.app.addresses import code, root, whole
from web.app.files import static_text
from web.app.filters import french
from web.app.fonts import printed_font
from web.app.language import language, told, translate
from web.app.looks import page_styles
from web.app.pages import ecosystem, href, last_change
from web.site.map.svg_nodes import SHAPES
from web.site.referral.words import CLOSING, sheet_title, stale, summary
from web.site.takeaway.page import XMLNS

if TYPE_CHECKING:
    from graph.readings.chains import ChainStep
    from graph.readings.referral.cards import AnswerCard
    from graph.readings.referral.dates import DayToNote
    from web.site.referral.request import Answered

TO_CALL, TO_FALL_BACK_ON, WAYS = 4, 2, 3
ENTRIES = ("entry-point", "animator")


def sheet_of(found: Answered) -> Sheet:
    """All that the sheet says, typeset in the language of the page."""
    welcomes, leaving = _of(found, ENTRIES), _of(found, (CLOSING,))
    reading, others = found.reading, (*ENTRIES, CLOSING)
    answers = _of(found, tuple(group.kind for group in reading.groups if group.kind not in others))
    first = (answers or welcomes or leaving)[:TO_CALL]
    fallback = welcomes[:TO_FALL_BACK_ON] if answers else []
    steps_title, steps = _steps(found)
    changed = last_change()
    return Sheet(
        lang=language(),
        title=_set(sheet_title(reading.request)),
        summary=_set(summary(reading)),
        day=reading.day.date,
        entries=tuple(map(_entry, first)),
        others=len(answers) + len(welcomes) + len(leaving) - len(first) - len(fallback),
        fallback=tuple(map(_entry, fallback)),
        steps_title=_set(steps_title),
        steps=tuple((_set(name), _set(text)) for name, text in steps),
        picture=_picture(first),
        sources=tuple(dict.fromkeys(_set(source.label) for answer in first for source in answer.sources)),
        warning=_set(stale(reading)),
        dates=dates_of(reading.dates),
        address=found.address,
        code=str(code(found.address)).replace("<svg ", f"<svg {XMLNS} ", 1),
        changed=changed,
        fonts=lambda: Fonts(printed_font(400), printed_font(600)),
        spoken=tuple(map(_set, first[0].telling.spoken)) if first and first[0].telling else (),
    )


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


def _of(found: Answered, kinds: tuple[str, ...]) -> list[AnswerCard]:
    return [answer for group in found.reading.groups if group.kind in kinds for answer in group.answers]


def _entry(answer: AnswerCard) -> SheetEntry:
    facts = ", ".join(row.text if row.plain else f"{row.name} {row.text}" for row in answer.rows[:5])
    about = ". ".join(text.rstrip(".") for text in (facts, answer.what) if text)
    doubts = [answer.warning] if answer.warning else []
    doubts += [reason.text for reason in answer.reasons if reason.tone == DOUBT][:2]
    contact, what = answer.contact, answer.title if answer.title != answer.actor.label else ""
    return SheetEntry(
        rank=answer.rank,
        who=_set(answer.actor.label),
        what=_set(what),
        facts=_set(f"{about}." if about else ""),
        doubts=_set(" ".join(doubts)),
        contact=_set(contact.text) if contact else "",
        contact_address=whole(contact.href) if contact else "",
        state=_set(sentence(answer.state.text)),
    )


def _steps(found: Answered) -> tuple[str, list[tuple[str, str]]]:
    """First small steps out of the first tool in use, else free tools for the first need."""
    for way in found.reading.ways:
        if way.compared:
            title = f"{told('Autour de {tool}', tool=way.tool.label)}, {translate('en commençant petit')}"
            return title, [(item.title.label, item.first_step) for item in way.compared]
    for item in found.reading.suggested:
        title = f"{translate('Des outils libres pour')} {quoted(item.need.label, language())}"
        return title, [(tool.label, line) for tool, line in item.tools]
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
