# SPDX-License-Identifier: AGPL-3.0-or-later
"""One value of a field as text with an address, and states as a tone with a few words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal as OneOf

from pyoxigraph import Literal

from graph.entity import Reader, Shown, Source
from graph.licences import licence_name
from graph.model import EntityClass, Field
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import DCT, SCHEMA, SPDX, TIS, XSD, local_name
from graph.text.days import DATES, MONTH, YEAR, EdgeDay, precision, read_day
from graph.text.wording import FOR, FROM, UNTIL, dated
from web.app.filters import age, long_date, month, months_between
from web.app.language import language, translate
from web.app.pages import href

Tone = OneOf["yes", "unsure", "no", "bare"]
"""How a state is drawn: its colour and its sign; `bare` shouts nothing."""
# Tone of a state, by the slug of its concept; others stay neutral.
TONES: dict[str, Tone] = {"active": "yes", "done": "yes", "announced": "unsure", "to-confirm": "unsure", "closed": "no"}
FRESH, AGEING = 12, 24  # months since somebody verified
LICENCES = (DCT.license, SCHEMA.license)


@dataclass(frozen=True)
class Display:
    """A value to show: its text, its address ("" when it leads nowhere), its class for the glyph."""

    text: str
    href: str = ""
    entity_class: EntityClass | None = None
    external: bool = False


@dataclass(frozen=True)
class State:
    """A state in two to five words."""

    tone: Tone
    text: str


def display(shown: Shown, field: Field) -> Display:
    """One value as its field wants it shown."""
    if shown.literal is not None:
        return _literal(shown.literal, field)
    iri = shown.mention.iri if shown.mention else shown.text
    if field.path in LICENCES:
        return Display(licence_name(iri), iri.replace(SPDX, "https://spdx.org/licenses/"), external=True)
    if iri.startswith("mailto:"):
        return Display(iri.removeprefix("mailto:"), iri)
    if iri.startswith("tel:"):
        return Display(telephone(iri.removeprefix("tel:")), iri)
    if shown.mention is None or shown.mention.entity_class is None:
        return _elsewhere(iri, shown)
    return Display(shown.mention.label, href(shown.mention), shown.mention.entity_class)


def _elsewhere(iri: str, shown: Shown) -> Display:
    address = href(iri)
    if not address or address.startswith("/"):
        return Display(shown.text, address)
    return Display(address.split("://", 1)[1].rstrip("/"), address, external=True)


def _literal(value: Literal, field: Field) -> Display:
    kind, text = value.datatype.value, value.value
    if kind in DATES:
        day = read_day(text)
        return Display(long_date(day) if day else text)
    if kind == XSD.boolean:
        return Display(translate("oui") if text in {"true", "1"} else translate("non"))
    if field.path == SCHEMA.email:
        return Display(text, f"mailto:{text}")
    if field.path == SCHEMA.telephone:
        return Display(telephone(text), f"tel:{text.replace(' ', '')}")
    if text.startswith(("https://", "http://")):
        return Display(text.split("://", 1)[1].rstrip("/"), text, external=True)
    return Display(text)


def telephone(text: str) -> str:
    """`02 47 00 00 00` for a French number, the text itself otherwise."""
    digits = "".join(character for character in text if character.isdigit() or character == "+").replace("+33", "0")
    return " ".join(digits[i : i + 2] for i in range(0, 10, 2)) if len(digits) == 10 else text


def freshness(verified: date | None, day: date) -> State:
    """How long ago somebody verified; it ages, it never hides and never shouts: calling first is said once."""
    if verified is None:
        return State("bare", translate("jamais vérifié"))
    months = months_between(verified, day)
    if months < 0:  # an answer for a day gone by
        return State("bare", f"{translate('vérifié en')} {month(verified)}")
    if months <= FRESH:
        return State("yes", f"{translate('vérifié')} {age(verified, day)}")
    if months <= AGEING:
        return State("unsure", f"{translate('vérifié')} {age(verified, day)}")
    return State("bare", f"{translate('vérifié en')} {month(verified)}")


def interval(start: date | None, end: date | None, day: date) -> State | None:
    """When something holds, in years when that is enough; None when nobody said."""
    if start is None and end is None:
        return None
    if end is not None and end < day:
        years = f"{start.year} – {end.year}" if start and start.year != end.year else str(end.year)
        return State("bare", years if start else f"{translate('jusqu’en')} {end.year}")
    if start is not None and start > day:
        return State("unsure", dated(_month_of(start), FROM, language()))
    if end is not None:
        return State("yes", dated(end, UNTIL, language()))
    return State("yes", f"{translate('depuis')} {start.year if start else ''}".strip())


def _month_of(day: date) -> date:
    """No more of a day than its month."""
    return day if precision(day) == YEAR else EdgeDay(day.year, day.month, day.day, MONTH)


def states(reader: Reader, iri: str, day: date, *, whole: bool = False) -> tuple[State, ...]:
    """What to know before anything else: said to close, open to associations, in which state, when it holds, verified
    when.

    `whole`: on its own card, what is old asks to be looked at again.
    """
    own, data = reader.class_of(iri), reader.dataset
    announced = data.day(iri, TIS.announcedEnd)
    found = [_to_close(announced, day)] if announced else []
    opened = data.flag(iri, TIS.openToAssociations)
    field = own.field(TIS.openToAssociations) if own else None
    if opened is not None and field is not None:
        name = field.name(reader.lang)
        found.append(State("yes", name) if opened else State("no", f"{name} : {translate('non')}"))
    found += [State(TONES.get(local_name(state), "bare"), reader.label(state)) for state in data.links(iri, TIS.state)]
    free = free_state(reader, iri)
    found += [free] if free else []
    period = interval(data.day(iri, SCHEMA.startDate), data.day(iri, SCHEMA.endDate), day)
    found += [period] if period else []
    verified = data.day(iri, TIS.verifiedOn)
    found += [(_to_review if whole else freshness)(verified, day)] if verified else []
    return tuple(found)


def _to_close(announced: date, day: date) -> State:
    """For which day a closing was announced, gone by or to come."""
    said = f"{translate('fermeture annoncée')} {dated(announced, FOR, language())}"
    return State("no" if announced < day else "unsure", said)


def _to_review(verified: date, day: date) -> State:
    if months_between(verified, day) <= AGEING:
        return freshness(verified, day)
    return State("unsure", f"{translate('à revoir : vérifié en')} {month(verified)}")


def free_state(reader: Reader, iri: str) -> State | None:
    """Whether a tool is free software, in the words of its field; None when nobody said."""
    free, own = reader.dataset.flag(iri, TIS.freeSoftware), reader.class_of(iri)
    field = own.field(TIS.freeSoftware) if own else None
    if free is None or field is None:
        return None
    name = field.name(reader.lang)
    return State("yes", name) if free else State("bare", f"{name} : {translate('non')}")


def named(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources, the graph of our own lists under a name that means something."""
    ours = translate("Listes de choix de Tisserand")
    return tuple(replace(source, label=ours) if source.iri == ONTOLOGY_SOURCE else source for source in sources)
