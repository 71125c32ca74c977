# SPDX-License-Identifier: AGPL-3.0-or-later
"""One value of a field as text with an address."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal

from graph import clock
from graph.entity import FieldValues, Shown
from graph.licences import licence_name
from graph.model import EntityClass
from graph.namespaces import DCT, SCHEMA, SPDX, TIS, XSD
from graph.rdf.dates import DATES
from graph.readings.contacts import telephone
from graph.text.addresses import short_address
from graph.text.moments import date_text, day_to_come_text
from graph.text.opening import hours_text
from web.app.language import language, translate
from web.app.pages import href

LICENCES = (DCT.license, SCHEMA.license)


@dataclass(frozen=True)
class Display:
    """A value to show: its text, its address ("" when it leads nowhere), its class for the glyph."""

    text: str
    href: str = ""
    entity_class: EntityClass | None = None
    external: bool = False


def displays(values: FieldValues) -> tuple[Display, ...]:
    """The values of a field, each as its property wants it shown."""
    return tuple(display(shown, values.field.path) for shown in values.values)


def display(shown: Shown, path: str) -> Display:
    """One value as its property wants it shown."""
    if shown.literal is not None:
        return _literal(shown.literal, path)
    iri = shown.mention.iri if shown.mention else shown.text
    if path in LICENCES:
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
    return Display(short_address(address), address, external=True)


def _literal(value: Literal, path: str) -> Display:
    kind, text = value.datatype.value, value.value
    if path == TIS.nextDate:
        return Display(day_to_come_text(text, clock.today(), language()))
    if kind in DATES:
        return Display(date_text(text, language()))
    if kind == XSD.boolean:
        return Display(translate("oui") if text in {"true", "1"} else translate("non"))
    if path == SCHEMA.email:
        return Display(text, f"mailto:{text}")
    if path == SCHEMA.telephone:
        return Display(telephone(text), f"tel:{text.replace(' ', '')}")
    if path == SCHEMA.openingHours:
        return Display(hours_text(text, language()))
    if text.startswith(("https://", "http://")):
        return Display(short_address(text), text, external=True)
    return Display(text)
