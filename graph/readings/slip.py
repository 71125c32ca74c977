# SPDX-License-Identifier: AGPL-3.0-or-later
"""A slip read: names in place of references, what became of it, and how to reach whom it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph.entity import Mention, Reader, Shown
from graph.entity.reading import shown
from graph.model import Choice
from graph.namespaces import FOAF, SCHEMA, TIS, VOCABULARY
from graph.readings.states import announced_text
from graph.slips.reference import OUTCOME, Slip
from graph.slips.store import NumberedSlip
from graph.territory import Territories
from graph.text.ages import age_text

NO_ANSWER = "no-answer"
"""The outcome that waits for another."""
REACH = (SCHEMA.telephone, SCHEMA.email, TIS.contactPage, SCHEMA.address, FOAF.homepage, SCHEMA.url)


@dataclass(frozen=True)
class SlipInWords:
    """A slip in words; what the graph no longer describes has no IRI, `contacts` are values by property."""

    needs: tuple[Mention, ...]
    commune: str
    actor: Mention
    service: Mention | None
    contacts: tuple[tuple[str, Shown], ...]
    day: date


@dataclass(frozen=True)
class SlipHistory:
    """A slip under its number: the last outcome said and its day, those before it (latest first), and all that may be
    said."""

    number: str
    slip: SlipInWords
    last: tuple[Choice, date] | None
    before: tuple[tuple[Choice, date], ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class WaitingSlip:
    """A slip of which nothing came yet: how long ago it was noted, and the day it was last said so, None for never."""

    number: str
    slip: SlipInWords
    age: str
    said: date | None


def waiting_slips(
    reader: Reader, territories: Territories, kept: Iterable[NumberedSlip], today: date
) -> tuple[WaitingSlip, ...]:
    """Those of these slips of which nothing came yet, the oldest first."""
    waiting = [one for one in kept if one.last is None or one.last.outcome == NO_ANSWER]
    return tuple(
        WaitingSlip(
            one.number,
            slip_in_words(reader, territories, one.slip),
            age_text(one.slip.day, today, reader.lang),
            one.last.day if one.last else None,
        )
        for one in sorted(waiting, key=lambda one: (one.slip.day, one.number))
    )


def slip_in_words(reader: Reader, territories: Territories, slip: Slip) -> SlipInWords:
    """The references of a slip in words; what the graph no longer describes keeps the end of its address."""
    actor, service = (f"{reader.dataset.base}/id/{path}" if path else "" for path in (slip.actor, slip.service))
    return SlipInWords(
        needs=tuple(_known(reader, VOCABULARY[f"need/{need}"]) for need in slip.needs),
        commune=territories.by_key(slip.commune).label,
        actor=_known(reader, actor),
        service=_service(reader, service) if service else None,
        contacts=tuple(_contacts(reader, [iri for iri in (service, actor) if iri])),
        day=slip.day,
    )


def slip_history(reader: Reader, territories: Territories, kept: NumberedSlip) -> SlipHistory:
    """A slip with all that was said of it."""
    choices = {choice.slug: choice for choice in reader.model.scheme(OUTCOME).choices}
    said = [(choices[mark.outcome], mark.day) for mark in kept.marks if mark.outcome in choices]
    return SlipHistory(
        number=kept.number,
        slip=slip_in_words(reader, territories, kept.slip),
        last=said[-1] if said else None,
        before=tuple(reversed(said[:-1])),
        choices=tuple(choices.values()),
    )


def _known(reader: Reader, iri: str) -> Mention:
    mention = reader.mention(iri)
    return mention if iri in reader.model.choices or iri in reader.dataset else replace(mention, iri="", key="")


def _service(reader: Reader, iri: str) -> Mention:
    """A service; that it is announced to close goes with its name, since a slip is printed and given."""
    known, day = _known(reader, iri), reader.dataset.day(iri, TIS.announcedEnd)
    return replace(known, label=f"{known.label} ({announced_text(day, reader.lang)})") if day else known


def _contacts(reader: Reader, iris: Sequence[str]) -> Iterator[tuple[str, Shown]]:
    """The first telephone, e-mail, page, address and website stated by the service, else by the actor."""
    for path in REACH:
        values = [value for iri in iris for value in reader.dataset.values(iri, path)]
        if values:
            yield path, shown(reader, values[0])
