# SPDX-License-Identifier: AGPL-3.0-or-later
"""iCalendar: the events of an agenda, those that repeat date after date, without the name of anybody (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import SCHEMA
from graph.sources._json import bounded_text
from graph.sources._occurrences import Occurrences, Unreadable, here
from graph.sources._reading import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceReading,
    SourceTerms,
    SourceValue,
)
from graph.sources._records import (
    WHY_LEFT,
    FieldPlace,
    Placing,
    RowNote,
    SeenColumns,
    Told,
    by_name,
    choices_by_name,
    kept,
    notes_of,
    plain,
    plain_lines,
    town_in,
    without_notes,
)
from graph.text.wording import Label

FORM = "icalendar"
LARGEST, LONGEST_EVENT = 16 * 1024 * 1024, 256 * 1024
BEGIN, END, ENDING = "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"
TITLE, PLACE, CHANGED = "SUMMARY", "LOCATION", "LAST-MODIFIED"
BODIES = {"ORGANIZER": SCHEMA.organizer, "ATTENDEE": SCHEMA.attendee}
AS_SAID = ("GEO", PLACE)
DATES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
NO_AGENDA = "ce n’est pas un agenda : il ne commence pas par « BEGIN:VCALENDAR ». Téléchargez-le de nouveau, en .ics."
NO_EVENTS = "cet agenda ne contient aucun événement."
CUT = "cet agenda s’arrête au milieu d’un événement. Téléchargez-le de nouveau, en entier."
NO_END = "cet agenda s’arrête avant sa dernière ligne, « END:VCALENDAR ». Téléchargez-le de nouveau, en entier."
TOO_LONG = "cet événement fait plus de {most} Ko : il n’entre pas."
NOT_READ = "cet événement ne se lit pas comme de l’iCalendar : il n’entre pas."
NO_TITLE = "cet événement n’a pas de titre (SUMMARY) : il n’entre pas."
NO_DAY = "cet événement n’a pas de date de début (DTSTART) qui se lise : il n’entre pas."
CANCELLED = "Ce qui est annulé là-bas n’entre pas ici"
PRIVATE = "Ce qui est dit privé n’entre pas"
BACKWARDS = "Ce qui finit avant de commencer n’a ici que sa date de début"
ONLY_KNOWN = "une structure connue par son courriel ; jamais un nom ni une adresse de personne"
NO_ZONE = "Le fuseau « {zone} » n’est pas connu : l’heure est lue comme celle d’ici"


@dataclass(frozen=True)
class EventBlock:
    """The lines of one event as they are written, and the line where they begin."""

    line: int
    text: str


def recognises(content: SourceContent) -> bool:
    """Whether it begins as an agenda does."""
    return content.head(200).lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(b"BEGIN:VCALENDAR")


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The events of an agenda; raises DataError where there is none."""
    text = bounded_text(content, LARGEST)
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise DataError(NO_AGENDA, file=content.name)
    unfinished = not text.rstrip().upper().endswith(ENDING)
    agenda, count = _Agenda(terms, content.name, text), 0
    seen = SeenColumns(content.name, agenda.placing)
    for block in agenda.blocks():
        count += 1
        for name, said in _properties(block.text):
            shown = (said,) if said and name not in BODIES else ("…",) if said else ()
            seen.see(name, shown, judged=name not in (*DATES, CHANGED))
    if unfinished:
        raise DataError(NO_END, file=content.name)
    if not count:
        raise DataError(NO_EVENTS, file=content.name)
    columns, notes = tuple(map(_without_persons, seen.told(agenda.place))), notes_of(agenda.all())
    again = _Agenda(terms, content.name, text)
    return SourceReading(without_notes(again.all()), columns, notices=notes)


def _without_persons(column: SourceColumn) -> SourceColumn:
    """Who organises or attends is not shown, even as an example."""
    if column.name not in BODIES or not column.taken_as:
        return column
    return SourceColumn(column.name, column.taken_as, ONLY_KNOWN)


def _properties(block: str) -> Iterator[tuple[str, str]]:
    """Names and values of an event, without what is inside its alarms."""
    depth = 0
    for line in plain_lines(re.sub(r"\r?\n[ \t]", "", block)):
        name, _, value = line.partition(":")
        name = name.partition(";")[0].upper()
        depth += (name == "BEGIN") - (name == "END")
        if depth == 1 and name not in ("BEGIN", "END"):
            yield name, value.strip()


@dataclass(frozen=True)
class _Agenda:
    """The events of a text, in the terms of an instance."""

    terms: SourceTerms
    file: str
    text: str
    occurrences: Occurrences = field(default_factory=Occurrences)

    @cached_property
    def placing(self) -> Placing:
        return Placing(exchange(FORM), self.terms.mapping, self.terms.model)

    @cached_property
    def _kind(self) -> str:
        return self.placing.form.fields[TITLE].kind

    @cached_property
    def _needs(self) -> Mapping[str, str]:
        return choices_by_name(self.terms.model, "need")

    @cached_property
    def _bodies(self) -> Mapping[str, str]:
        """The organisations, networks and groups that the instance knows, by their e-mail."""
        known, field_of = self.terms.known, self.terms.model.field_of(self._kind, SCHEMA.organizer)
        if known is None or field_of is None:
            return {}
        found: dict[str, set[str]] = {}
        for iri in known.instances(*field_of.targets):
            for email in known.texts(iri, SCHEMA.email):
                found.setdefault(email.lower(), set()).add(iri)
        return {email: next(iter(iris)) for email, iris in found.items() if len(iris) == 1}

    def place(self, name: str) -> FieldPlace:
        """Where a property goes; those of one program alone go nowhere."""
        return FieldPlace("", "", WHY_LEFT["technical"]) if name.startswith("X-") else self.placing(name)

    def blocks(self) -> Iterator[EventBlock]:
        """The events, as they are written; raises DataError where the last one is cut."""
        begun, parts = 0, list[str]()
        for number, line in enumerate(plain_lines(self.text), 1):
            name = line.strip().upper()
            if name == BEGIN and not begun:
                begun, parts = number, [line]
            elif begun:
                parts.append(line)
                if name == END:
                    yield EventBlock(begun, "\r\n".join(parts) + "\r\n")
                    begun = 0
        if begun:
            raise DataError(CUT, file=self.file, line=begun)

    def all(self) -> Iterator[Told]:
        """The events, the faults and the notes, in the order of the file; to be asked for once."""
        moved = self._moved()
        for block in self.blocks():
            if len(block.text) > LONGEST_EVENT:
                yield SourceFault(block.line, "", "", TOO_LONG.format(most=LONGEST_EVENT // 1024))
                continue
            event = _parsed(block.text)
            if event is None:
                yield SourceFault(block.line, "", "", NOT_READ)
            elif left := _left(event):
                yield RowNote(block.line, left)
            elif not _text(event, TITLE):
                yield SourceFault(block.line, TITLE, "", NO_TITLE)
            else:
                yield from self._event(event, block.line, moved.get(_text(event, "UID"), ()))

    def _moved(self) -> dict[str, list[date]]:
        """By identifier, the dates of what repeats that are told apart: moved, renamed, cancelled."""
        found: dict[str, list[date]] = {}
        for block in self.blocks():
            if "\nRECURRENCE-ID" in block.text.upper() and len(block.text) <= LONGEST_EVENT:
                event = _parsed(block.text)
                day = _day(event, "RECURRENCE-ID") if event is not None else None
                if event is not None and day is not None:
                    found.setdefault(_text(event, "UID"), []).append(day)
        return found

    def _event(self, event: Any, line: int, moved: Collection[date]) -> Iterator[Told]:
        start = _day(event, "DTSTART")
        if start is None:
            yield SourceFault(line, "DTSTART", "", NO_DAY)
            return
        yield from _zone_note(event, line)
        end, own = _end(event, start), _day(event, "RECURRENCE-ID")
        if end is not None and _order(end) < _order(start):
            yield RowNote(line, BACKWARDS)
            end = None
        values, faults = self.placing.taken(self._kind, self._values(event), line)
        yield from faults
        days: list[date] = [start]
        rule, more = _rule(event), _days(event, "RDATE")
        if own is None and (rule or more):
            try:
                days = self.occurrences.of(start, rule, more, [*_days(event, "EXDATE"), *moved])
            except Unreadable as error:
                yield RowNote(line, str(error))
        uid = _text(event, "UID") or f"{_text(event, TITLE)} {start.isoformat()}"
        repeats = own is not None or bool(rule or more)
        for day in days:
            key = f"{uid} {(own or day).isoformat()}" if repeats else uid
            lasting = self._dates(day, day + (end - start) if end is not None else None)
            yield SourceEntity(self._kind, key, (*values, *lasting), line)

    def _dates(self, start: date, end: date | None) -> Iterator[SourceValue]:
        yield SourceValue(self.placing("DTSTART").path, _written(start), "DTSTART")
        if end is not None and _written(end) != _written(start):
            yield SourceValue(self.placing("DTEND").path, _written(end), "DTEND")

    def _values(self, event: Any) -> Iterator[SourceValue]:
        form = self.placing.form
        for name in dict.fromkeys(map(str.upper, event)):
            place = self.place(name)
            if not place.path or name in DATES:
                continue
            for text in _texts(event, name):
                if place.kept or name in AS_SAID:
                    yield kept(form.elsewhere(name), text, name)
                if not place.kept:
                    yield from self._value(name, text)

    def _value(self, name: str, text: str) -> Iterator[SourceValue]:
        """What a property says here: nothing where it says less, or tells of somebody."""
        place = self.placing(name)
        if name in BODIES:
            body = self._bodies.get(text.lower().removeprefix("mailto:"))
            yield from (SourceValue(place.path, iri, name, link=True) for iri in (body,) if iri)
        elif name == "CATEGORIES":
            need = by_name(self._needs, self.placing.meant(name, text))
            yield kept(self.placing.form.elsewhere(name), text, name)
            yield from (SourceValue(place.path, iri, name) for iri in (need,) if iri)
        elif name == "STATUS":
            yield from (SourceValue(place.path, iri, name) for iri in self.placing.form.choices("status", text.upper()))
        elif name == PLACE:
            yield from (SourceValue(place.path, town, name) for town in (town_in(text),) if town)
        elif name == CHANGED:
            yield SourceValue(place.path, text[:10], name)
        else:
            yield from self.placing.said(name, plain(text))


def _parsed(text: str) -> Any:
    """An event as the library reads it, None where it cannot."""
    from icalendar import Event  # heavy, and for agendas alone

    try:
        event = Event.from_ical(text)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None
    return event if getattr(event, "name", "") == "VEVENT" else None


def _left(event: Any) -> str:
    """Why an event that is right does not enter, "" when it does."""
    if _text(event, "STATUS").upper() == "CANCELLED":
        return CANCELLED
    return PRIVATE if _text(event, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL") else ""


def _said(event: Any, name: str) -> list[Any]:
    own = event.get(name)
    return own if isinstance(own, list) else [] if own is None else [own]


def _texts(event: Any, name: str) -> list[str]:
    """What a property says, as text; broken ones say nothing."""
    found = []
    for own in _said(event, name):
        try:
            if hasattr(own, "cats"):
                found += [str(cat) for cat in own.cats]
            elif hasattr(own, "dt"):
                found.append((here(own.dt) if isinstance(own.dt, datetime) else own.dt).isoformat())
            elif hasattr(own, "latitude"):
                found.append(f"{own.latitude} {own.longitude}")
            else:
                found.append(str(own))
        except (ValueError, AttributeError, TypeError):
            continue
    return [text.strip() for text in found if text.strip()]


def _text(event: Any, name: str) -> str:
    return next(iter(_texts(event, name)), "")


def _day(event: Any, name: str) -> date | None:
    """A day or a moment, on the clocks of here; None where it cannot be read."""
    for own in _said(event, name)[:1]:
        try:
            return here(own.dt) if isinstance(own.dt, datetime) else own.dt if isinstance(own.dt, date) else None
        except (ValueError, AttributeError, TypeError, OverflowError):
            return None
    return None


def _days(event: Any, name: str) -> list[date]:
    found = list[date]()
    for own in _said(event, name):
        try:
            days = [item.dt for item in own.dts]
            found += [here(day) if isinstance(day, datetime) else day for day in days if isinstance(day, date)]
        except (ValueError, AttributeError, TypeError, OverflowError):
            continue
    return found


def _end(event: Any, start: date) -> date | None:
    """The end, the last day itself for whole days; None where nothing says it."""
    end = _day(event, "DTEND")
    if end is None:
        for own in _said(event, "DURATION")[:1]:
            lasting = own.dt if _has(own, "dt") else None
            try:
                end = start + lasting if isinstance(lasting, timedelta) else None
            except OverflowError:
                end = None
    if end is None or isinstance(end, datetime) != isinstance(start, datetime):
        return None
    if isinstance(end, datetime) or end <= start:
        return end
    return end - timedelta(days=1)


def _rule(event: Any) -> Mapping[str, Any]:
    """The parts of a rule; one that cannot be read has a frequency that nothing has."""
    for own in _said(event, "RRULE")[:1]:
        return {str(name).upper(): value for name, value in own.items()} if _has(own, "items") else {"FREQ": ""}
    return {}


def _has(own: Any, name: str) -> bool:
    """Whether a value has that; a broken one has nothing, and says so by an error."""
    try:
        return hasattr(own, name)
    except ValueError:
        return False


def _zone_note(event: Any, line: int) -> Iterator[RowNote]:
    for own in _said(event, "DTSTART")[:1]:
        zone, moment = str(own.params.get("TZID", "")), own.dt
        if zone and isinstance(moment, datetime) and moment.tzinfo is None:
            yield RowNote(line, NO_ZONE.format(zone=zone[:80]))


def _order(day: date) -> str:
    return day.isoformat()


def _written(day: date) -> str:
    return day.isoformat(timespec="seconds") if isinstance(day, datetime) else day.isoformat()


source = SourceFormat(
    slug=FORM,
    label=Label("iCalendar (agenda)"),
    order=10,
    recognises=recognises,
    read=read,
)
