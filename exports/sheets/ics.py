# SPDX-License-Identifier: AGPL-3.0-or-later
"""iCalendar: the dates of a referral, for any calendar (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from exports.sheets._types import Dated, Sheet, SheetExport
from graph import clock
from graph.text.wording import Label

MAKER = "-//Tisserand//Orientation//FR"


def calendar(dates: tuple[Dated, ...], title: str, stamp: datetime | None) -> bytes:
    """A calendar of whole days, and of hours where they are known; the same facts give the same bytes."""
    from icalendar import Calendar, Event

    whole = Calendar()
    whole.add("prodid", MAKER)
    whole.add("version", "2.0")
    whole.add("x-wr-calname", title)
    for item in dates:
        event = Event()
        event.add("uid", item.uid)
        event.add("dtstamp", (stamp or clock.now()).astimezone(UTC).replace(microsecond=0))
        event.add("summary", item.title)
        event.add("dtstart", item.at or item.start)
        if item.at is None:  # the end of a whole day is the day after it
            event.add("dtend", (item.end or item.start) + timedelta(days=1))
        elif item.until is not None:
            event.add("dtend", item.until)
        for name, text in (("location", item.place), ("description", _about(item)), ("url", item.address)):
            if text:
                event.add(name, text)
        event.add("transp", "TRANSPARENT")
        whole.add_component(event)
    whole.add_missing_timezones()
    return bytes(whole.to_ical())


def _about(item: Dated) -> str:
    return "\n".join(text for text in (item.who, item.about, item.address) if text)


def render(sheet: Sheet) -> bytes:
    """The dates of a referral."""
    return calendar(sheet.dates, sheet.title, sheet.changed)


export = SheetExport(
    slug="ics",
    label=Label("Agenda"),
    purpose=Label("Les dates à venir, à ouvrir dans son agenda."),
    media_type="text/calendar",
    extension="ics",
    order=30,
    render=render,
    dated=True,
)
